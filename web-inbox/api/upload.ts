import type { AttachmentView } from '../../src/api/protocol.ts';
import { ApiError } from './http.ts';

export interface Upload {
  done: Promise<AttachmentView>;
  cancel(): void;
}

/** Sends one file. `fetch` tells nothing about the way up, so this is the one place that uses XMLHttpRequest. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  /** What only the one who made the file knows. */
  facts: { kind?: 'voice'; duration?: number } = {},
): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<AttachmentView>((resolve, reject) => {
    const query = new URLSearchParams(Object.entries(facts).map(([name, value]) => [name, String(value)]));
    request.open('POST', `/api/v1/files${query.size === 0 ? '' : `?${query}`}`);
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new ApiError('offline', 0, 'No connection to the server.'));
    request.onabort = () => reject(new ApiError('cancelled', 0, 'Cancelled.'));
    request.onload = () => {
      const item = (request.response as { items?: AttachmentView[] } | null)?.items?.[0];
      if (request.status < 300 && item !== undefined) resolve(item);
      else reject(errorOf(request));
    };
  });
  const form = new FormData();
  form.append('file', file, file.name);
  request.send(form);
  return { done, cancel: () => request.abort() };
}

function errorOf(request: XMLHttpRequest): ApiError {
  const error = (request.response as { error?: { code: string; message: string } } | null)?.error;
  const code = error?.code ?? (request.status === 413 ? 'too_large' : 'unavailable');
  return new ApiError(code, request.status, error?.message ?? `The server answered ${request.status}.`);
}
