import { generateKeyPairSync } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { issueLeaf } from "../../../tools/sandbox/k3s/program/pki/leaf.ts";
import { makeAuthority } from "../../support/pki.ts";

export interface Mail {
  /** Who signed in, and with which password, once the connection was encrypted. */
  readonly user: string;
  readonly password: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** A mail server that offers STARTTLS and keeps what it is given. */
export interface MailBox {
  /** Host and port. */
  readonly address: string;
  /** The CA that signed its certificate. */
  readonly authority: string;
  readonly mails: readonly Mail[];
  readonly close: () => Promise<void>;
}

export async function startMailBox(): Promise<MailBox> {
  const authority = await makeAuthority("mail");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "sec1", format: "pem" }).toString();
  const subject = { commonName: "mail", usages: ["server"], sans: ["127.0.0.1"] } as const;
  const cert = await issueLeaf(authority, key, subject);
  const mails: Mail[] = [];
  const server = createServer((socket) => {
    socket.write("220 mail\r\n");
    converse(socket, mails, () => new TLSSocket(socket, { isServer: true, key, cert }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: authority.certificate,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** As much of RFC 5321 as a client needs that sends one mail. Without `encrypt` the line is encrypted already. */
function converse(socket: Socket, mails: Mail[], encrypt?: () => Socket): void {
  let [rest, user, password] = ["", "", ""];
  const to: string[] = [];
  const hear = (chunk: Buffer) => {
    rest += chunk.toString();
    for (let end = rest.indexOf("\r\n"); end !== -1; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      if (line === "DATA" || line === "") return data();
      rest = rest.slice(end + 2);
      if (line === "STARTTLS" && encrypt !== undefined) {
        socket.off("data", hear);
        socket.write("220 go ahead\r\n");
        return converse(encrypt(), mails);
      }
      socket.write(`${answer(line)}\r\n`);
    }
  };
  const answer = (line: string): string => {
    if (/^(EHLO|HELO)/.test(line))
      return `250-mail\r\n250 ${encrypt === undefined ? "AUTH PLAIN" : "STARTTLS"}`;
    if (line.startsWith("AUTH PLAIN ")) {
      [, user = "", password = ""] = Buffer.from(line.slice(11), "base64").toString().split("\0");
      return "235 welcome";
    }
    to.push(...(/^RCPT TO:<(.*)>/.exec(line)?.slice(1) ?? []));
    return line === "QUIT" ? "221 bye" : "250 ok";
  };
  const data = () => {
    if (rest === "DATA\r\n") {
      rest = "\r\n";
      socket.write("354 go ahead\r\n");
    }
    if (!rest.endsWith("\r\n.\r\n")) return;
    mails.push({ user, password, to, ...contents(rest) });
    rest = "";
    socket.write("250 kept\r\n");
  };
  socket.on("data", hear);
  socket.on("error", () => socket.destroy());
}

/** Subject and decoded text of a mail with one part in quoted-printable. */
function contents(mail: string): Pick<Mail, "subject" | "text"> {
  const text = mail
    .replace(/=\r\n/g, "")
    .replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());
  return { subject: /^Subject: (.*)$/m.exec(text)?.[1]?.trim() ?? "", text };
}
