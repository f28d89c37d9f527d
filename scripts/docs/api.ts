import { fileURLToPath } from "node:url";
import ts from "typescript";

const CORE = fileURLToPath(new URL("../../packages/core/src/", import.meta.url));

/** A name with what its TSDoc says. */
export interface Documented {
  readonly symbol: ts.Symbol;
  readonly name: string;
  /** `(a, b)` of a function. */
  readonly parameters: string;
  readonly type: string;
  /** `required`, the value that it has by default, or empty. */
  readonly fallback: string;
  readonly text: string;
}

/** The public names of `@sluice/core`, as the compiler sees them. */
export class Api {
  readonly #checker: ts.TypeChecker;
  readonly #exports: readonly ts.Symbol[];
  readonly #words: readonly ts.Symbol[];

  constructor() {
    const files = ["index.ts", "schema/fields.ts"].map((file) => `${CORE}${file}`);
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      skipLibCheck: true,
      strict: true,
    });
    this.#checker = program.getTypeChecker();
    const [exports = [], words = []] = files.map((file) => this.#exportsOf(program.getSourceFile(file)));
    this.#exports = exports;
    this.#words = words;
  }

  /** @throws Error where it is not exported. */
  named(name: string): Documented {
    const symbol = this.#exports.find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`@sluice/core does not export ${name}`);
    return this.#documented(symbol);
  }

  /** The classes with such a name that can be made. */
  classes(name: RegExp): readonly Documented[] {
    return this.#exports
      .filter((symbol) => name.test(symbol.name) && isConcrete(symbol))
      .map((symbol) => this.#documented(symbol));
  }

  /** The functions and constants, in lower case, that are in this folder; those of no such folder without one. */
  functions(folder: string): readonly Documented[] {
    return this.#exports
      .filter(({ name, flags }) => /^[a-z]./.test(name) && (flags & ts.SymbolFlags.Value) !== 0)
      .filter((symbol) => (folder === "" ? !isIn(symbol, "decoders") : isIn(symbol, folder)))
      .map((symbol) => this.#documented(symbol));
  }

  /** The members of `s`. */
  schemaWords(): readonly Documented[] {
    return this.#words
      .filter(({ flags }) => (flags & ts.SymbolFlags.Value) !== 0)
      .map((symbol) => this.#documented(symbol));
  }

  /** The members of a class or an interface; of a class those of its own only. */
  members(symbol: ts.Symbol): readonly Documented[] {
    const isOwn = (member: ts.Symbol) =>
      (symbol.flags & ts.SymbolFlags.Class) === 0 || member.declarations?.some(({ parent }) => isOf(symbol, parent));
    return this.#checker
      .getDeclaredTypeOfSymbol(symbol)
      .getProperties()
      .filter((member) => isOwn(member) && isPublic(member))
      .map((member) => this.#documented(member));
  }

  /** The properties of the object that a constructor or a function takes last. */
  options(symbol: ts.Symbol): readonly Documented[] {
    const type = this.#checker.getTypeOfSymbol(symbol);
    const [signature] = [...type.getConstructSignatures(), ...type.getCallSignatures()];
    const parameter = signature?.getParameters().at(-1);
    if (parameter === undefined || isDecoder(this.#checker.typeToString(this.#checker.getTypeOfSymbol(parameter))))
      return [];
    const options = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(parameter));
    return options.getProperties().map((property) => this.#documented(property));
  }

  #textOf(symbol: ts.Symbol | undefined): string {
    if (
      symbol === undefined ||
      !symbol.declarations?.every((declaration) => declaration.getSourceFile().fileName.startsWith(CORE))
    )
      return "";
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
  }

  #exportsOf(file: ts.SourceFile | undefined): readonly ts.Symbol[] {
    const module = file && this.#checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error("an entry of @sluice/core is not a module");
    const symbols = this.#checker.getExportsOfModule(module).map((symbol) => this.#original(symbol));
    return symbols.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  #original(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.#checker.getAliasedSymbol(symbol);
  }

  #documented(symbol: ts.Symbol): Documented {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(symbol)); // a method may be optional
    const [signature] = type.getCallSignatures();
    const parameters = signature?.getParameters().map(({ name }) => (name.startsWith("_") ? name.slice(1) : name));
    const isMethod =
      declaration !== undefined && (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration));
    const list = parameters === undefined ? "" : `(${parameters.map(plain).join(", ")})`;
    return {
      symbol,
      name: isMethod ? `${symbol.name}${list}` : symbol.name,
      parameters: list,
      type: typeOf(declaration),
      fallback: fallbackOf(symbol, declaration),
      text: this.#textOf(symbol) || this.#textOf(type.aliasSymbol ?? type.symbol),
    };
  }
}

/** A parameter that is taken apart at once has no name. */
function plain(name: string): string {
  return name.startsWith("_") ? "options" : name;
}

function isDecoder(type: string): boolean {
  return type === "Decoder";
}

function isConcrete({ valueDeclaration: declaration }: ts.Symbol): boolean {
  return declaration !== undefined && ts.isClassDeclaration(declaration) && !isAbstract(declaration);
}

function isAbstract(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0;
}

function isIn({ declarations = [] }: ts.Symbol, folder: string): boolean {
  return declarations.some((declaration) => declaration.getSourceFile().fileName.includes(`/core/src/${folder}/`));
}

function isOf(symbol: ts.Symbol, parent: ts.Node): boolean {
  return symbol.declarations?.some((declaration) => declaration === parent) === true;
}

function isPublic(member: ts.Symbol): boolean {
  const isInternal = member.getJsDocTags().some(({ name }) => name === "internal");
  return !isInternal && !isPrivate(member);
}

function isPrivate({ valueDeclaration: declaration }: ts.Symbol): boolean {
  return declaration !== undefined && "name" in declaration && ts.isPrivateIdentifier(declaration.name as ts.Node);
}

/** The longest type that a cell has. */
const MAX_TYPE = 60;

/** As it is written, without what only the compiler needs. */
function typeOf(declaration: ts.Declaration | undefined): string {
  if (declaration === undefined || !("type" in declaration)) return "";
  const type = declaration.type as ts.TypeNode | undefined;
  const text = (type?.getText() ?? "")
    .replaceAll(/\breadonly /g, "")
    .replaceAll("<ConfigOf<Schema>>", "")
    .replaceAll(/\s+/g, " ")
    .replace(/^Readonly<(.*)>$/, "$1");
  return text.startsWith("{") && text.length > MAX_TYPE ? "object" : text.replace(/ \| undefined$/, "");
}

function fallbackOf(symbol: ts.Symbol, declaration: ts.Declaration | undefined): string {
  if (declaration === undefined || (symbol.flags & ts.SymbolFlags.Optional) !== 0) return "";
  if (ts.isPropertyDeclaration(declaration) && declaration.initializer !== undefined)
    return declaration.initializer
      .getText()
      .replaceAll(/\s+/g, " ")
      .replace(/^undefined$/, "");
  const isGiven = ts.isPropertySignature(declaration) || isAbstract(declaration);
  return isGiven ? "required" : "";
}
