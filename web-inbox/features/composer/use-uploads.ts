import { useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import { type Upload, uploadFile } from '../../api/upload.ts';
import { toast } from '../../app/toast.ts';
import { fileSize } from '../../i18n/format.ts';
import { currentLanguage, translate } from '../../i18n/i18n.ts';
import { fileProblem, kindOf } from './losses.ts';

export interface Uploading {
  id: string;
  name: string;
  size: number;
  share: number;
}

/** Files on their way up. Refuses what the channel would refuse, before the first byte. */
export function useUploads(capabilities: Capabilities | undefined, onDone: (file: AttachmentView) => void) {
  const [uploads, setUploads] = useState<readonly Uploading[]>([]);
  const running = useRef(new Map<string, Upload>());
  const done = useRef(onDone);
  /** The file chosen last: those after it wait for it, so that an album keeps the order it was chosen in. */
  const before = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    done.current = onDone;
  });
  const forget = useCallback((id: string) => {
    running.current.delete(id);
    setUploads((list) => list.filter((upload) => upload.id !== id));
  }, []);
  const add = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        const problem = fileProblem({ kind: kindOf(file.type), size: file.size }, capabilities);
        if (problem !== null) {
          toast(problemWords(file, problem), 'bad');
          continue;
        }
        const id = crypto.randomUUID();
        const upload = uploadFile(file, (share) =>
          setUploads((list) => list.map((one) => (one.id === id ? { ...one, share } : one))),
        );
        running.current.set(id, upload);
        setUploads((list) => [...list, { id, name: file.name, size: file.size, share: 0 }]);
        const earlier = before.current;
        const placed = Promise.all([upload.done, earlier]).then(([item]) => {
          // Nobody sees it twice, on its way and there.
          flushSync(() => forget(id));
          done.current(item);
        });
        before.current = Promise.allSettled([earlier, placed]);
        placed
          .catch((error: { code?: string }) => {
            if (error.code !== 'cancelled')
              toast(translate('composer.uploadFailed', { name: file.name }), 'bad');
          })
          .finally(() => forget(id));
      }
    },
    [capabilities, forget],
  );
  const cancel = useCallback((id: string) => running.current.get(id)?.cancel(), []);
  return { uploads, add, cancel };
}

function problemWords(file: File, problem: NonNullable<ReturnType<typeof fileProblem>>): string {
  const name = file.name;
  if (problem.kind === 'refused') return translate('composer.refusedKind', { name });
  const language = currentLanguage();
  return translate('composer.tooLarge', {
    name,
    size: fileSize(file.size, language),
    limit: fileSize(problem.limit, language),
  });
}
