// What the page's data are; every module knows these names. page_data.py sends Sent, graph.js makes the rest of it.

type Tree = string | [string, ...Tree[]]; // a leaf such as "i:x", or an element and its parts
type Content = (Node | string)[]; // of an element
type Formula = [text: string, math: Tree];
type Template = { value: Formula; partials: Formula[] }; // with places for the inputs, then the result
type Row = (xs: number[]) => number[]; // [value, ...partials]
type SentNode = Pick<GraphNode, "name" | "math" | "kind" | "data"> & Partial<GraphNode>;
type Sent = {
  nodes: SentNode[]; templates: Template[]; code: Record<number, string>;
  lines: SentBoard;
  predict: number[]; // frames that ask
  shown: number; // the picture to begin with
  grain?: Grain; // to begin with, where it is not a single arrow
  spine: Spine;
};
type Spine = { cards: { name: string; note: string; cells: number[]; ends: number[] }[]; home: number[] }; // home: the card of each node
type Grain = "arrow" | "operation" | "layer" | "pass";

interface GraphNode {
  name: string; quoted: string; // quoted: in parentheses where it would be misread
  math: Tree; kind: "variable" | "constant" | "operation"; data: number;
  inputs: number[]; partials: number[]; row: number; formula: Formula; slopes: Formula[];
  scope: number[]; line?: number; given?: boolean; // given: a constant that has a name
  terms?: number[][]; // where it adds terms up: the slots of each
}
type Edge = { id: string; node: number; slot: number; input: number };
interface Graph {
  nodes: GraphNode[]; output: GraphNode; edges: Edge[]; users: number[]; // users: how many edges lead out of a node
  templates: Template[]; rows: Row[]; code: Record<number, string>;
  isAsked?: boolean; // the reader derives the backward pass: none of its numbers is told
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
type Judgement = "right" | "partial" | "upstream" | "wrong sign" | "too high" | "too low"; // partial, upstream: that factor alone
type Given = { guess: string; judgement: Judgement } | null; // null: skipped

// The bench: boxes on the left and on the right, and arrows from box to box (by node) that may end in a line of a box.
type Line = { key: string; label: Content; text: string; isNew: boolean };
type Total = { label: Content; text: string; isComplete: boolean };
type Box = { node: number; name: MathMLElement; data: string; lines: Line[]; total: Total | null; role?: string; isLeaf: boolean };
type Arrow = {
  key: string; from: number; to: number; text: string | Content;
  isMain?: boolean; isNow: boolean; isDone: boolean; isQuiet?: boolean; isZero?: boolean; // isMain: it ends in its own line
};
type Scene = { back: boolean; left: Box[]; right: Box[]; arrows: Arrow[]; more: { left: number; right: number } };
type Point = { x: number; y: number };

type Place = "stage" | "sentence" | "spineRow" | "bench" | "picturesBox" | "codeLine" | "controls" | "help" | "values"
  | "paths" | "below" | "question" | "verdict" | "whatif" | "leave";
type Furniture = Record<Place, HTMLElement> & { below: HTMLDetailsElement };
interface Player extends Furniture {
  room: DOMRect; // room: of the stage, when it was painted
  figure: HTMLElement; name: string; graph: Graph; frames: Frame[]; spine: Spine; pictures: Picture[];
  k: number; shown: number; pointed: number | null; timer: number; // the frame and the picture shown
  grain: Grain; opening: Grain; whole: boolean | null; // null: the whole graph where it can be read
  board: BoardLine[]; lineOf: Map<number, number>; row: number; column?: number; // the line of an operation, and what is lit in it
  left?: { k: number; row: number }; // what was looked at when the whole graph was opened
  original: Pass; pass: Pass; leaves: Numbers; // the engine's numbers, those shown, and the leaves that were changed
  before: number | null; typing: boolean; dragging: boolean; // before: the frame where changing began
  asking: boolean; quiz: Set<Frame>; others: Set<Frame>; // others: the frames that ask when it is switched on again
  chosen?: string; // by the reader, and kept in the address: named, all or off
  answers: Map<string, Given>; tries: Map<string, Given>; // tries: what was typed first, and was wrong
  rows: HTMLTableRowElement[]; inputs: HTMLInputElement[];
  lineRows: Chosen[]; // of the line on the board, through all of its equations
  lineKeys?: ((event: KeyboardEvent) => void) | null; // up, down and Enter on a line of the board
  settling?: number; jumped?: boolean; visited?: boolean; // see remember and followLink
  paint(): void;
}
type Act = (player: Player) => void;
type Paint = (player: Player, frame: Frame, state: State) => void;

// The lines on the board: page.py in engine/drawing/board sends SentBoard, linesOf in equation.js makes the rest of it.
type Cell = number | [node: number, slot: number] | null; // a node; of a partial, an operation and its slot; no number
type Spot = [operand: number, row: number, column: number];
interface Grid {
  name: Formula; what: "data" | "gradient" | "partial"; cells: Cell[][];
  labelled?: boolean; // all of its nodes have labels
  rows?: Word[]; columns?: Word[]; // what names them
}
type Word = number | string | (number | string)[]; // a node, a word, or both
interface SentEquation {
  rule: "product" | "entry" | "terms" | "function"; text: Formula; result: number; operands: number[]; signs: string[];
  terms?: Spot[][][]; // of every number of the result, row by row: products of places
  pairs?: number; weights?: number[]; shared?: boolean; sign?: number; // shared: its gradients are shares, not totals
}
type LineKind = "linear" | "convolution" | "elementwise" | "reduction" | "softmax";
type SentBoard = {
  grids: Grid[];
  lines: { kind: LineKind; nodes: number[]; forward?: SentEquation; backward?: SentEquation[] }[];
};
interface Equation extends Required<Omit<SentEquation, "result" | "operands">> { result: Grid; operands: Grid[] }
interface BoardLine {
  kind: LineKind; nodes: number[]; // every operation that it stands for
  equations: { forward: Equation[]; backward: Equation[] }; // none where nothing is a matrix
}
type Where = [line: BoardLine, equation: Equation, operand: number]; // where a matrix that is given stands
type Phase = "forward" | "backward";
type Numbered = { graph: Graph; pass: Pass; board: BoardLine[]; lineOf: Map<number, number> };
type Arrived = { number: number | null; isWhole: boolean }; // what is known of a number at a frame
type Chosen = { equation: Equation; index: number; row: number }; // a row of an equation, by its place in the phase
type Over = [operand: number, row: number, column: number, text: string, kind: string]; // what lies on a pixel
type Piece = { text: string; kind: string }; // kind: data, gradient, partial, or ""
type GridPart = { rows: [from: number, to: number]; columns: [from: number, to: number] };
type Looks = { // in characters; over: how much higher cells are, in lines; height, width: in cells
  digits: number; rowName: number; columnName: number; name: number; over: number; height: number; width: number;
};
type Arrangement = { parts: GridPart[]; font: number; wraps: boolean };
type BoardOptions = {
  column?: number; // the cell of the row that is written out
  state: State; // what is known at the frame
  choose?: (row: number, column: number) => void; // a row was chosen, by a click or by the keys down and up
  enter?: (edges: string[]) => void; // Enter: the arrows [node.slot] or operations that make the row
};

interface Window {
  chalkgrad?: { rows: Record<string, Row[]>; players?: Record<string, Player> };
}
