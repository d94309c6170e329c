// Provisional: written from the contract, replaced by the generated file.
export interface components {
  schemas: {
    User: { id: string; name: string; role: string };
    Session: { user: components['schemas']['User'] };
    Key: {
      id: string;
      name: string;
      prefix: string;
      createdAt: string;
      expiresAt: string | null;
      lastUsedAt: string | null;
    };
    NewKey: components['schemas']['Key'] & { token: string };
    Figure: { name: string; value: number; unit: string; kind: string; source: string };
    Machine: {
      name: string;
      title: string;
      preset: string;
      version: string;
      columns: number;
      rows: number;
      nodes: number;
      clockMegahertz: number;
      figures: components['schemas']['Figure'][];
      partitions?: components['schemas']['LeasedRectangle'][];
    };
    LeasedRectangle: {
      id: string | null;
      column: number;
      row: number;
      columns: number;
      rows: number;
      mine: boolean;
    };
    Partition: {
      id: string;
      machine: string;
      column: number;
      row: number;
      columns: number;
      rows: number;
      kind: string;
      state: string;
      createdAt: string;
      expiresAt: string;
    };
    Limits: { cycles?: number; instructions?: number; consoleBytes?: number; memoryBytes?: number };
    Bundle: {
      digest: string;
      name: string;
      version: string;
      programs: string[];
      run: {
        program: string | null;
        machine: string | null;
        mesh: string | null;
        args: string[];
        limits: components['schemas']['Limits'] | null;
      };
      benchmarks: string[];
      size: number;
      uploadedAt: string;
    };
    Trap: { node: number; pc: string | number; cause: string; value: string | number; message: string };
    Run: {
      id: string;
      state: string;
      outcome: string | null;
      exitCode: number | null;
      message: string | null;
      trap: components['schemas']['Trap'] | null;
      bundle: { digest: string; name: string; version: string };
      program: string;
      args: string[];
      machine: string;
      machineVersion: string | null;
      mesh: string;
      nodes: number;
      fidelity: string;
      seed: number;
      limits: components['schemas']['Limits'];
      overrides?: Record<string, number>;
      partition: string | null;
      digest: string | null;
      resultDigest: string | null;
      cycles: number | null;
      instructions: number | null;
      messagesSent: number | null;
      messagesReceived: number | null;
      clockMegahertz: number | null;
      metrics: Record<string, number>;
      counters: Record<string, number>[] | null;
      progress: number;
      progressCycle: number;
      attempts: number;
      queuePosition: number | null;
      waitingFor: string | null;
      createdAt: string;
      startedAt: string | null;
      finishedAt: string | null;
      hostMillis: number | null;
      hostMips: number | null;
    };
  };
}
