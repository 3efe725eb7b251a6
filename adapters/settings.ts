import type { ZodError } from 'zod';
import type { SettingProblem } from '../channels/contract.ts';

/** What is wrong with an account's settings, each problem under the dotted name of its field. */
export function problemsOf(error: ZodError): SettingProblem[] {
  return error.issues.flatMap((issue): SettingProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...issue.path, key].join('.'),
        code: 'unknown',
        message: `There is no setting "${key}".`,
      }));
    }
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return [{ field: issue.path.join('.'), code: missing ? 'required' : 'invalid', message: issue.message }];
  });
}
