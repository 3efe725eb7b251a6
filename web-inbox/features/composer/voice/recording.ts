import { lengthOf, writeOgg } from './ogg.ts';
import { readWebm } from './webm.ts';

/** Why nothing can be recorded; each has a sentence. */
export type MicProblem = 'micDenied' | 'micMissing' | 'micBusy' | 'micUnsupported' | 'micFailed';

export interface Recording {
  /** Ends it; the sound as a file in the best form this browser and we can make. */
  finish(): Promise<{ file: File; duration: number }>;
  /** Ends it and forgets the sound. */
  drop(): void;
  /** Loudness now, 0 to 1. */
  level(): number;
}

/** Ogg first, as networks want it; WebM holds the same sound and is repacked; MP4 is what is left (Safari). */
const forms = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

export const isMicProblem = (value: unknown): value is MicProblem =>
  typeof value === 'string' && value.startsWith('mic');

/** Asks for the microphone and begins. Rejects with a `MicProblem`. */
export async function startRecording(): Promise<Recording> {
  const type =
    'MediaRecorder' in window ? forms.find((form) => MediaRecorder.isTypeSupported(form)) : undefined;
  // Absent where the page did not come over https.
  if (type === undefined || navigator.mediaDevices === undefined) throw 'micUnsupported' satisfies MicProblem;
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } })
    .catch((error: unknown) => {
      throw problemOf(error);
    });
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
  const pieces: Blob[] = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const context = new AudioContext();
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  context.createMediaStreamSource(stream).connect(meter);
  const startedAt = performance.now();
  recorder.start();
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  const samples = new Uint8Array(meter.fftSize);
  return {
    async finish() {
      const duration = performance.now() - startedAt;
      await new Promise<void>((resolve) => {
        recorder.onstop = () => resolve();
        recorder.stop();
      });
      release();
      const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
      if (bytes.length === 0) throw 'micFailed' satisfies MicProblem;
      return packed(bytes, type, duration);
    },
    drop() {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
    level() {
      meter.getByteTimeDomainData(samples);
      return Math.min(1, samples.reduce((most, one) => Math.max(most, Math.abs(one - 128)), 0) / 90);
    },
  };
}

/** The sound in an Ogg file where it is Opus; what cannot be repacked goes as it was recorded. */
export function packed(bytes: Uint8Array, type: string, duration: number): { file: File; duration: number } {
  const track = type.startsWith('audio/webm') ? readWebm(bytes) : undefined;
  if (track !== undefined) {
    const ogg = writeOgg(track, (Math.random() * 0xffffffff) >>> 0);
    return { file: fileOf(ogg, 'voice.ogg', 'audio/ogg'), duration: lengthOf(track) };
  }
  const mime = type.split(';')[0] ?? type;
  const ending = mime === 'audio/mp4' ? 'm4a' : (mime.split('/')[1] ?? 'bin');
  return { file: fileOf(bytes, `voice.${ending}`, mime), duration: Math.round(duration) };
}

const fileOf = (bytes: Uint8Array, name: string, type: string): File =>
  new File([bytes as Uint8Array<ArrayBuffer>], name, { type });

function problemOf(error: unknown): MicProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'micDenied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'micMissing';
    case 'NotReadableError':
    case 'AbortError':
      return 'micBusy';
    default:
      return 'micFailed';
  }
}
