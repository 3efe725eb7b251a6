const TYPES = new Set([
  'text',
  'picture',
  'video',
  'file',
  'contact',
  'location',
  'sticker',
  'url',
  'rich_media',
]);

/** What the network would refuse in a `send_message`; undefined when nothing. */
export function faultOf(call: Record<string, unknown>, size: number): string | undefined {
  const sender = call.sender as { name?: unknown } | undefined;
  const name = sender?.name;
  if (typeof call.receiver !== 'string' || call.receiver === '') return 'receiver is missing';
  if (typeof name !== 'string' || name === '' || name.length > 28) return 'sender name';
  if (size > 30 * 1024) return 'the request is larger than 30 KB';
  if (typeof call.type !== 'string' || !TYPES.has(call.type)) return 'type';
  if (typeof call.tracking_data === 'string' && call.tracking_data.length > 4000) return 'tracking_data';
  return (
    textFault(call) ?? mediaFault(call) ?? keyboardFault(call.keyboard, Number(call.min_api_version ?? 1))
  );
}

function textFault(call: Record<string, unknown>): string | undefined {
  const text = call.text;
  if (call.type === 'text') {
    if (typeof text !== 'string' || text === '') return 'text is empty';
    if (text.length > 7000) return 'text is too long';
  }
  if (call.type === 'picture' && (typeof text !== 'string' || text.length > 768)) return 'caption';
  return undefined;
}

function mediaFault(call: Record<string, unknown>): string | undefined {
  if (call.type !== 'picture' && call.type !== 'video' && call.type !== 'file') return undefined;
  if (typeof call.media !== 'string' || !/^https?:\/\//.test(call.media)) return 'media';
  if (call.type !== 'picture' && typeof call.size !== 'number') return 'size';
  if (call.type === 'file' && (typeof call.file_name !== 'string' || call.file_name.length > 256))
    return 'file_name';
  if (call.type === 'picture' && !/\.(jpe?g|png|gif)(\?|$)/i.test(call.media))
    return 'media must be a picture';
  return undefined;
}

function keyboardFault(keyboard: unknown, version: number): string | undefined {
  if (keyboard === undefined) return undefined;
  const found = keyboard as { Type?: unknown; Buttons?: unknown };
  if (found.Type !== 'keyboard' || !Array.isArray(found.Buttons) || found.Buttons.length === 0)
    return 'keyboard';
  for (const button of found.Buttons as Record<string, unknown>[]) {
    const columns = Number(button.Columns);
    if (!(columns >= 1 && columns <= 6)) return 'Columns';
    if (typeof button.Text === 'string' && button.Text.length > 250) return 'Text';
    if (button.ActionType === 'share-phone' && version < 3) return 'share-phone needs min_api_version 3';
  }
  return undefined;
}
