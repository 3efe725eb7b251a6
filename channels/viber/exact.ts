/**
 * Parses JSON and keeps `message_token` exact: it is a bare integer above 2^53, and two tokens that differ become
 * equal in a plain parse. Inside string values the quotes are escaped, so only the key itself can match.
 * Throws on text that is not JSON.
 */
export function readExact(json: string): unknown {
  return JSON.parse(json.replace(/"message_token"(\s*:\s*)(\d+)/g, '"message_token"$1"$2"'));
}
