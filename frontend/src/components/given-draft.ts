import type { NewRun, RunInput } from '@/api/types';
import type { Int64 } from '@/lib/int64';

/** An upload, and the name by which the program finds it. */
export interface InputDraft {
  name: string;
  digest: string;
  size: Int64;
}

/** What a program reads and what its disks hold, while that is being typed: what was not typed is left to the manifest. */
export interface GivenDraft {
  /** What the disks hold at the beginning: what the manifest says, nothing, or what an earlier run left behind. */
  disk: 'manifest' | 'blank' | 'run';
  diskOf: string;
  keepDisk: boolean;
  /** What standard input holds, as text; what the manifest says if it is empty and there is no file. */
  stdin: string;
  stdinFile: InputDraft | null;
  inputs: InputDraft[];
}

export const NOTHING_GIVEN: GivenDraft = {
  disk: 'manifest',
  diskOf: '',
  keepDisk: false,
  stdin: '',
  stdinFile: null,
  inputs: [],
};

/** The same as another run or job has. What comes with its bundle is there without being said. */
export function givenAgain(inputs: RunInput[], disk: string | null, keepDisk: boolean): GivenDraft {
  const uploaded = inputs.filter(({ source }) => source === 'upload');
  const standard = uploaded.find(({ name }) => name === null);
  return {
    ...diskAgain(disk ?? 'manifest'),
    keepDisk,
    stdin: '',
    stdinFile: standard ? { name: 'that of before', digest: standard.digest, size: standard.bytes } : null,
    inputs: uploaded.flatMap(({ name, digest, bytes }) => (name === null ? [] : [{ name, digest, size: bytes }])),
  };
}

function diskAgain(source: string): Pick<GivenDraft, 'disk' | 'diskOf'> {
  if (source === 'manifest' || source === 'blank') return { disk: source, diskOf: '' };
  return { disk: 'run', diskOf: source };
}

/** What of a request body says it. */
export function givenOf(draft: GivenDraft): Pick<NewRun, 'disk' | 'keepDisk' | 'stdin' | 'stdinDigest' | 'inputs'> {
  return {
    ...(draft.disk === 'manifest' ? {} : { disk: draft.disk === 'run' ? draft.diskOf : draft.disk }),
    ...(draft.keepDisk ? { keepDisk: true } : {}),
    ...(draft.stdinFile !== null
      ? { stdinDigest: draft.stdinFile.digest }
      : draft.stdin === ''
        ? {}
        : { stdin: draft.stdin }),
    ...(draft.inputs.length === 0
      ? {}
      : { inputs: Object.fromEntries(draft.inputs.map(({ name, digest }) => [name, digest])) }),
  };
}
