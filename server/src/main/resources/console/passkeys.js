// Passkeys: a form whose answer the browser's authenticator gives. The server checks everything.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || window.wardPasskeys) {
    return;
  }
  window.wardPasskeys = true;

  function bytes(text) {
    var binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, function (one) { return one.charCodeAt(0); });
  }

  function text(buffer) {
    var binary = "";
    new Uint8Array(buffer).forEach(function (one) { binary += String.fromCharCode(one); });
    return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function known(list) {
    return (list || []).map(function (one) { return { type: one.type, id: bytes(one.id) }; });
  }

  function ask(use, options) {
    options.challenge = bytes(options.challenge);
    if (use === "create") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function answer(credential) {
    var from = credential.response;
    var response = { clientDataJSON: text(from.clientDataJSON) };
    if (from.attestationObject) {
      response.attestationObject = text(from.attestationObject);
      response.transports = from.getTransports ? from.getTransports() : [];
    } else {
      response.authenticatorData = text(from.authenticatorData);
      response.signature = text(from.signature);
      response.userHandle = from.userHandle ? text(from.userHandle) : "";
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {}
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var button = form.querySelector("button");
    var problem = form.querySelector("[data-passkey-problem]");
    button.disabled = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      button.disabled = true;
      problem.textContent = "";
      fetch(form.getAttribute("data-options"), {
        method: "POST",
        headers: { "X-CSRF-TOKEN": form.elements.csrf.value, Accept: "application/json" }
      })
        .then(function (given) {
          if (!given.ok) {
            throw new Error("options");
          }
          return given.json();
        })
        .then(function (options) { return ask(form.getAttribute("data-passkey"), options); })
        .then(function (credential) {
          form.elements.answer.value = answer(credential);
          form.submit();
        })
        .catch(function () {
          button.disabled = false;
          problem.textContent = problem.getAttribute("data-text");
        });
    });
  });
})();
