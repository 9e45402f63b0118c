//! F0xx: comments that allow findings.

super::codes! {
    UNUSED_ALLOW = "F001" "unused-allow" Warning in Nodes {
        ru: "Комментарий разрешает находку, которой здесь нет: её исправили или комментарий стоит не там. Оставленный, он скроет следующую.",
        en: "The comment allows a finding that is not here: it was mended, or the comment stands elsewhere. Left alone, it will hide the next one.",
        wrong: "# sufler: allow F709 оператор здоровается сам\nstart: {type: start, next: end}\n",
        right: "start: {type: start, next: person}\n# sufler: allow F709 оператор здоровается сам\nperson: {type: handoff, reason: asked}\n",
    }
    ALLOW_WITHOUT_REASON = "F002" "allow-without-reason" Warning in Nodes {
        ru: "Комментарий разрешает находку и не говорит почему. Через месяц никто не вспомнит, нарочно ли это: `# sufler: allow F709 оператор здоровается сам`.",
        en: "The comment allows a finding and does not say why. In a month nobody will know whether it was meant: `# sufler: allow F709 the operator says hello`.",
        wrong: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked}  # sufler: allow F709\n",
        right: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked}  # sufler: allow F709 оператор здоровается сам\n",
    }
    BAD_ALLOW = "F003" "bad-allow" Warning in Nodes {
        ru: "Комментарий `# sufler:` не понят: такого кода или команды нет, или код — ошибка, а ошибки не разрешаются. Пишите `# sufler: allow F701 причина` или `# sufler: allow-file F701 причина`.",
        en: "The `# sufler:` comment makes no sense: there is no such code or command, or the code is an error, and errors are not allowed. Write `# sufler: allow F701 reason` or `# sufler: allow-file F701 reason`.",
        wrong: "# sufler: alow F709 оператор здоровается сам\nstart: {type: start, next: end}\n",
        right: "start: {type: start, next: person}\n# sufler: allow F709 оператор здоровается сам\nperson: {type: handoff, reason: asked}\n",
    }
}
