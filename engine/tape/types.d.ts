// What engine/tape/wasm.py puts into the loader in place of LAYOUT.
type Sign = "<" | "<=" | ">" | ">=" | "==";
type Layout = {
  numbers: number; count: number; constants: number; wrt: number; inputs: number; // where they begin, how many there are
  outputs: number[]; single: boolean; // places; one output stands alone
  steps: number; width: number; // bytes of all descriptions, and of each
  labels: Record<number, string>; // of places
  kernels: Record<number, [name: string, blocks: number[], gathered: boolean[]]>;
  guards: [sign: Sign, outcome: boolean, pairs: [number, number][]][];
};
declare const LAYOUT: Layout;
type Found = { value: number; gradient: Float64Array; inputs: Float64Array };
type Exports = {
  memory: WebAssembly.Memory; forward(output: number, ignored: number): void;
  backward(output: number, ignored: number): void; finite(at: number, count: number): number;
};
