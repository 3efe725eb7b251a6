import {
  IconBrandTelegram,
  IconBrandVk,
  IconMail,
  IconMessageCircle,
  IconPhoneCall,
  type TablerIcon,
} from '@tabler/icons-react';

/** The only place where a screen knows networks by name: their picture, colour and proper name. */
const faces: Readonly<Record<string, { icon: TablerIcon; color: string; name: string }>> = {
  telegram: { icon: IconBrandTelegram, color: 'light-dark(#1a7fb3, #4db5e8)', name: 'Telegram' },
  email: { icon: IconMail, color: 'light-dark(#a15c07, #e5a04d)', name: 'Email' },
  vk: { icon: IconBrandVk, color: 'light-dark(#2068d4, #6ea6ff)', name: 'VK' },
  viber: { icon: IconPhoneCall, color: 'light-dark(#6b4fd3, #a68fff)', name: 'Viber' },
};

/** A channel's proper name; networks without an entry are shown by their folder name. */
export function channelName(channel: string): string {
  return faces[channel]?.name ?? channel.charAt(0).toUpperCase() + channel.slice(1);
}

export function ChannelIcon({ channel, size = 14 }: { channel: string; size?: number }) {
  const face = faces[channel];
  const Icon = face?.icon ?? IconMessageCircle;
  return (
    <span
      role="img"
      aria-label={channelName(channel)}
      title={channelName(channel)}
      style={{ display: 'inline-flex', color: face?.color ?? 'var(--ink-3)' }}
    >
      <Icon size={size} stroke={2} />
    </span>
  );
}
