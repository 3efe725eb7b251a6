import type { Channel } from '../../channels/contract.ts';
import { accountId, chatId } from '../../channels/ids.ts';
import type { OutboundMessage } from '../../channels/outbound.ts';
import { plain } from '../../channels/richtext.ts';
import type { FlowBody, RenderedView, TryView } from '../api/protocol/bot.ts';
import { textIn } from './language.ts';
import { render } from './render.ts';
import { freshState, type Say, type Scene } from './state.ts';
import { fill, question, speak } from './walk.ts';

/** A message of the bot as a channel would show it, by the channel's own codec. */
export function renderOn(channel: Channel, say: Say): RenderedView {
  const { text, buttons, numbered } = render(say, channel.codec.capabilities);
  const message: OutboundMessage = {
    id: '0'.repeat(24),
    chat: chatId('1'),
    text: plain(text),
    files: [],
    automatic: true,
    createdAt: 0,
    ...(buttons === undefined ? {} : { buttons }),
  };
  const { parts, degradations } = channel.codec.encode(message, { id: accountId('try') });
  return {
    text,
    buttons: (buttons ?? []).flat().map(({ label, kind }) => ({ label, kind })),
    numbered,
    parts: parts.length,
    losses: degradations.map(({ what, support, detail }) => ({
      what,
      support,
      ...(detail === undefined ? {} : { detail }),
    })),
  };
}

/** Every step of a flow that says something, on each of these channels. */
export function renderAll(
  channels: readonly Channel[],
  body: FlowBody,
  scene: Scene,
  language: Say['language'],
): TryView['renderings'] {
  const state = freshState(language);
  const says = body.steps.flatMap((step): Say[] => {
    if (step.kind === 'ask' || step.kind === 'choice' || step.kind === 'questions') {
      return saysOf(question(state, scene, [], step).acts);
    }
    if (step.kind !== 'say' && step.kind !== 'handover') return [];
    const text = fill(textIn(step.text, language), state, scene);
    return saysOf(speak(state, scene, [text], { step: step.id }).acts);
  });
  return channels.map((channel) => ({
    channel: channel.codec.channel,
    steps: says.map((say) => ({ step: say.step ?? '', rendered: renderOn(channel, say) })),
  }));
}

const saysOf = (acts: readonly { kind: string }[]): Say[] =>
  acts.filter((act): act is Say => act.kind === 'say');
