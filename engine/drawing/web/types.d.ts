// What the page's data are; every module knows these names. page_data.py sends Sent, graph.js makes the rest of it.

type Tree = string | [string, ...Tree[]]; // a leaf such as "i:x", or an element and its parts
type Content = (Node | string)[]; // of an element
type Formula = [text: string, math: Tree];
type Template = { value: Formula; partials: Formula[] }; // with places for the inputs, then the result
type Row = { value(xs: number[]): number; partials(y: number, xs: number[]): number[] };
type SentNode = Pick<GraphNode, "name" | "math" | "kind" | "data"> & Partial<GraphNode>;
type Sent = {
  nodes: SentNode[]; templates: Template[]; code: Record<number, string>;
  predict: number[]; // frames that ask
  shown: number; // the picture to begin with
};

interface GraphNode {
  name: string; quoted: string; // quoted: in parentheses where it would be misread
  math: Tree; kind: "variable" | "constant" | "operation"; data: number;
  inputs: number[]; partials: number[]; row: number; formula: Formula; slopes: Formula[];
  scope: number[]; line?: number;
}
type Edge = { id: string; node: number; slot: number; input: number };
interface Graph {
  nodes: GraphNode[]; output: GraphNode; edges: Edge[]; users: number[]; // users: how many edges lead out of a node
  templates: Template[]; rows: Row[]; code: Record<number, string>;
}

type Leaves = { kind: "leaves"; node?: undefined; input?: undefined; id?: undefined };
type Forward = { kind: "forward"; node: number; input?: undefined; id?: undefined };
type Seed = { kind: "seed"; node: number; input?: undefined; id?: undefined };
type Backward = { kind: "backward" } & Edge;
type Frame = Leaves | Forward | Seed | Backward;

type Numbers = Record<number, number>; // of leaves, by node
interface Pass { data: number[]; partials: number[][]; gradient: number[]; failed: number | null }
type Flow = { upstream: number; partial: number; contribution: number };
type Known = (number | null)[]; // null: not computed yet; NaN: the reader is asked for it (hide in predict.js)
interface State { data: Known; gradient: Known; contributions: number[][]; edges: Record<string, Flow> }

// Parts of the drawing are SVG; what is used of them is what HTMLElement has too.
type Part = HTMLElement & { state?: string };
type NumberPart = { element: Part; room: number };
type NodePart = {
  part: Part; i: number; data: NumberPart; gradient: NumberPart | null; sum: Part; // data has no gradient
  shares: (NumberPart & { ids: string[] })[];
};
type EdgePart = { part: Part; ids: string[]; partial: Element | null; contribution: Element };
type Picture = HTMLElement & { nodes: NodePart[]; edges: EdgePart[]; folds: { part: Part; scope: number }[] };
type Given = { guess: string; right: boolean } | null; // null: skipped

type Place = "stage" | "values" | "controls" | "help" | "step" | "paths" | "words" | "question" | "verdict" | "whatif";
type Furniture = Record<Place, HTMLElement>; // by class
interface Player extends Furniture {
  figure: HTMLElement; name: string; graph: Graph; frames: Frame[]; pictures: Picture[];
  k: number; shown: number; pointed: number | null; timer: number; // the frame and the picture shown
  original: Pass; pass: Pass; leaves: Numbers; // the engine's numbers, those shown, and the leaves that were changed
  before: number | null; typing: boolean; dragging: boolean; // before: the frame where changing began
  asking: boolean; quiz: Set<number>; answers: Map<number, Given>;
  rows: HTMLTableRowElement[]; inputs: HTMLInputElement[];
  settling?: number; jumped?: boolean; visited?: boolean; // see remember and followLink
  paint(): void;
}
type Act = (player: Player) => void;
type Paint = (player: Player, frame: Frame, state: State) => void;

interface Window {
  chalkgrad?: { rows: Record<string, (arithmetic: object) => Row[]>; players?: Record<string, Player> };
}
