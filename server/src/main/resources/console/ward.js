// What the pages do beyond links and forms. They are whole without it.
(function () {
  "use strict";
  var region = document.getElementById("announce");

  function announce(text) {
    if (region && text && region.textContent !== text) {
      region.textContent = text;
    }
  }

  // What changed by itself is told when its summary says something new, not at every refresh.
  function summary() {
    var told = document.querySelector("[data-announce]");
    return told ? told.getAttribute("data-announce") : "";
  }
  var last = summary();
  document.addEventListener("htmx:afterSwap", function () {
    var text = summary();
    if (text !== last) {
      last = text;
      announce(text);
    }
  });

  // A refresh keeps the focus: on the element of the same id, or the same place in the region.
  var kept = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    var target = event.detail.target;
    var active = document.activeElement;
    kept = null;
    if (target && active && target.contains(active)) {
      var all = Array.prototype.slice.call(target.querySelectorAll("a, button, summary, input, [tabindex]"));
      kept = { target: target.id, id: active.id, index: all.indexOf(active), open: [] };
    }
  });
  document.addEventListener("htmx:afterSettle", function () {
    if (!kept) {
      return;
    }
    var target = document.getElementById(kept.target);
    var again = kept.id ? document.getElementById(kept.id) : null;
    if (!again && target) {
      again = target.querySelectorAll("a, button, summary, input, [tabindex]")[kept.index];
    }
    if (again) {
      again.focus({ preventScroll: true });
    }
    kept = null;
  });

  // A table behind a chart that somebody opened stays open.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var target = event.detail.target;
    var open = target ? target.querySelectorAll("details[id][open]") : [];
    window.wardOpen = Array.prototype.map.call(open, function (one) { return one.id; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    (window.wardOpen || []).forEach(function (id) {
      var one = document.getElementById(id);
      if (one) {
        one.open = true;
      }
    });
  });

  // Buttons that copy: there only where they can.
  function copying() {
    if (!navigator.clipboard) {
      return;
    }
    document.querySelectorAll("button[data-copy][hidden]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var from = document.getElementById(button.getAttribute("data-copy"));
        if (from) {
          navigator.clipboard.writeText(from.textContent).then(function () {
            announce("");
            announce(region.getAttribute("data-copied"));
            button.classList.add("copied");
          });
        }
      });
    });
  }
  copying();

  // The summary of a form's errors has the focus when the page opens with it.
  var errors = document.querySelector("[data-error-summary]");
  if (errors) {
    errors.focus();
  }
})();
