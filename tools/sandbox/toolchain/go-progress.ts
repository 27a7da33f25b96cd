/**
 * Turns what `go build -v` prints into one line for a person, and keeps what it complained about.
 *
 * Go prints `go: downloading <module> <version>`, then each package as it gets compiled; anything else is trouble.
 */
export class GoProgress {
  private downloads = 0;
  private packages = 0;
  private readonly complaints: string[] = [];

  /** Takes a line of Go's output; returns the new detail, or undefined when there is nothing new to show. */
  take(line: string): string | undefined {
    const download = /^go: downloading (\S+) /.exec(line);
    if (download !== null) {
      this.downloads++;
      return `${this.downloads} modules downloaded · ${download[1]}`;
    }
    // A standard library package may be one word ("errors"); Go's complaints hold a space or a colon.
    if (/^[\w.~/-]+$/.test(line)) {
      this.packages++;
      return `${this.packages} packages compiled · ${line}`;
    }
    if (line.trim() !== "") this.complaints.push(line);
    return undefined;
  }

  /** The last lines that were neither a download nor a package. */
  get trouble(): string {
    return this.complaints.slice(-5).join("\n");
  }
}
