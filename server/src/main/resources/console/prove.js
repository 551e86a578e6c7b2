// Recomputes, in this browser, the proof of an entry of the ledger (C2SP tlog-proof, RFC 9162
// section 2.1.3.2) and checks the signature of its checkpoint (C2SP signed-note, Ed25519). It takes
// the proof and the key from the page; what it says comes from the page too.
(function () {
  "use strict";
  var card = document.getElementById("prove");
  if (!card || !window.crypto || !window.crypto.subtle) {
    return;
  }
  var ascii = new TextEncoder();

  function fromBase64(text) {
    return Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); });
  }

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (b) { return b.toString(16).padStart(2, "0"); }).join("");
  }

  function joined() {
    var parts = Array.prototype.slice.call(arguments);
    var all = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    var at = 0;
    parts.forEach(function (part) { all.set(part, at); at += part.length; });
    return all;
  }

  function same(one, other) {
    return hex(one) === hex(other);
  }

  async function sha256(bytes) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  }

  function parse(bytes) {
    var text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    var blank = text.indexOf("\n\n");
    var head = text.slice(0, blank).split("\n");
    var note = text.slice(blank + 2);
    if (blank < 0 || head[0] !== "c2sp.org/tlog-proof@v1" || !/^extra /.test(head[1]) || !/^index [0-9]+$/.test(head[2])) {
      throw new Error("head");
    }
    var end = note.indexOf("\n\n");
    var body = note.slice(0, end + 1).split("\n");
    if (end < 0 || !/^[0-9]+$/.test(body[1])) {
      throw new Error("checkpoint");
    }
    return {
      entry: fromBase64(head[1].slice(6)),
      index: BigInt(head[2].slice(6)),
      path: head.slice(3).map(fromBase64),
      text: note.slice(0, end + 1),
      signatures: note.slice(end + 2).split("\n"),
      origin: body[0],
      size: BigInt(body[1]),
      root: fromBase64(body[2])
    };
  }

  // The path from the leaf up; it must end exactly at the root.
  async function root(proof, leaf, told) {
    var fn = proof.index;
    var sn = proof.size - 1n;
    if (fn > sn) {
      return null;
    }
    var r = leaf;
    for (var i = 0; i < proof.path.length; i++) {
      var p = proof.path[i];
      if (sn === 0n || p.length !== 32) {
        return null;
      }
      if ((fn & 1n) === 1n || fn === sn) {
        r = await sha256(joined([1], p, r));
        while ((fn & 1n) === 0n && fn !== 0n) {
          fn >>= 1n;
          sn >>= 1n;
        }
      } else {
        r = await sha256(joined([1], r, p));
      }
      fn >>= 1n;
      sn >>= 1n;
      told(r, i + 1);
    }
    return sn === 0n ? r : null;
  }

  // true or false; null if this browser has no Ed25519.
  async function signed(proof, vkey) {
    var first = vkey.indexOf("+");
    var second = vkey.indexOf("+", first + 1);
    var name = vkey.slice(0, first);
    var typed = fromBase64(vkey.slice(second + 1));
    var id = (await sha256(joined(ascii.encode(name + "\n"), typed))).slice(0, 4);
    if (name !== proof.origin || typed.length !== 33 || typed[0] !== 1 || hex(id) !== vkey.slice(first + 1, second)) {
      return false;
    }
    var key;
    try {
      key = await crypto.subtle.importKey("raw", typed.slice(1), { name: "Ed25519" }, false, ["verify"]);
    } catch (e) {
      return null;
    }
    for (var i = 0; i < proof.signatures.length; i++) {
      var parts = proof.signatures[i].split(" ");
      if (parts.length === 3 && parts[0] === "\u2014" && parts[1] === name) {
        var bytes = fromBase64(parts[2]);
        if (same(bytes.slice(0, 4), id)) {
          return crypto.subtle.verify({ name: "Ed25519" }, key, bytes.slice(4), ascii.encode(proof.text));
        }
      }
    }
    return false;
  }

  function fill(key, values) {
    return values.reduce(function (text, value, i) {
      return text.replace("{" + i + "}", value);
    }, card.getAttribute("data-say-" + key));
  }

  async function prove(part) {
    var steps = document.createElement("ol");
    steps.className = "proof-steps";
    function say(key) {
      var values = Array.prototype.slice.call(arguments, 1);
      var step = document.createElement("li");
      step.textContent = fill(key, values);
      steps.appendChild(step);
    }
    var verdict = "bad";
    try {
      var proof = parse(fromBase64(part.getAttribute("data-proof")));
      say("entry", String(proof.entry.length), String(proof.index), String(proof.size), proof.origin);
      var leaf = await sha256(joined([0], proof.entry));
      say("leaf", hex(leaf));
      var reached = await root(proof, leaf, function (hash, i) { say("node", String(i), hex(hash)); });
      var included = reached !== null && same(reached, proof.root);
      say(included ? "same" : "other", hex(proof.root));
      var right = await signed(proof, part.getAttribute("data-key"));
      say(right === null ? "unchecked" : right ? "signed" : "unsigned");
      verdict = !included || right === false ? "bad" : right ? "good" : "half";
    } catch (e) {
      say("malformed");
      verdict = "bad";
    }
    var out = part.querySelector(".proved");
    var notice = document.createElement("div");
    notice.className = "notice notice-" + { good: "good", half: "warn", bad: "bad" }[verdict];
    var words = document.createElement("p");
    words.textContent = fill(verdict, []);
    notice.appendChild(words);
    out.setAttribute("data-verdict", verdict);
    out.replaceChildren(notice, steps);
    out.hidden = false;
  }

  card.querySelectorAll(".proof").forEach(function (part) {
    var button = part.querySelector("[data-prove]");
    button.hidden = false;
    button.addEventListener("click", function () { prove(part); });
  });
})();
