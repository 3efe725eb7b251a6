import { compileTransform } from '../aggregate/transform.ts';
import { commandError } from '../errors.ts';
import type { DocumentTransform } from '../project/index.ts';
import { type Doc, isDocument } from '../values/types.ts';

/** Compiles an update written as a pipeline; refuses stages MongoDB does not allow in one (error 72). */
export function compilePipelineUpdate(
  stages: readonly unknown[],
  options: {
    readonly variables?: Doc | undefined;
    readonly collation?: Doc | undefined;
    readonly now?: (() => Date) | undefined;
  },
): DocumentTransform {
  const { variables = {}, collation, now = () => new Date() } = options;
  const transforms = stages.map((stage) => {
    const [name, ...others] = isDocument(stage) ? Object.keys(stage) : [];
    if (!isDocument(stage) || name === undefined || others.length > 0) {
      throw commandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    const known = { ...variables, NOW: now() };
    const transform = compileTransform(name, stage[name], { variables: known, collation });
    if (!transform) throw commandError(72, `${name} is not allowed to be used within an update`);
    return transform;
  });
  return (document) => {
    const result = transforms.reduce((current, transform) => transform(current), document);
    return result._id === undefined && document._id !== undefined ? { _id: document._id, ...result } : result;
  };
}
