import { expect, test } from "vitest";
import { isEnglish } from "../../../src/text/language.ts";

test.each([
  ["a sentence", "I think this is a great idea, thank you for the work.", true],
  ["shouting", "PLEASE STOP SENDING ME THESE MAILS", true],
  [
    "technical English",
    "The collector drops spans when the exporter queue is full and the node restarts.",
    true,
  ],
  [
    "German",
    "Der Collector verliert nach dem Neustart alle Daten, obwohl die Konfiguration stimmt. Könnt ihr bitte helfen?",
    false,
  ],
  [
    "French",
    "Le collecteur perd toutes les données après un redémarrage, alors que la configuration est correcte.",
    false,
  ],
  [
    "Spanish",
    "El recolector pierde todos los datos después de reiniciar, aunque la configuración es correcta.",
    false,
  ],
  [
    "Portuguese",
    "O coletor perde todos os dados depois de reiniciar, embora a configuração esteja correta e completa.",
    false,
  ],
  ["short German", "Danke, das ist super!", false],
  ["short French", "Ça ne marche pas, je ne sais pas pourquoi", false],
  ["short Dutch", "Dit werkt niet bij mij, ik heb het al geprobeerd", false],
  ["short Polish", "to nie jest błąd, ale dziwne że działa", false],
  ["English with a Spanish word", "The de facto way is por favor", true],
  ["Chinese, however short", "谢谢", false],
  ["Japanese", "これは素晴らしいですね", false],
  ["Korean", "감사합니다 잘 되네요", false],
  ["Russian", "Спасибо, всё работает", false],
  ["Hebrew", "תודה רבה", false],
  ["Chinese with a product's name", "请问 Kubernetes 怎么配置这个功能呢，谢谢大家的帮助", false],
  ["too little to tell", "LGTM", undefined],
  ["nothing", "", undefined],
  ["emoji", "🎉🎉🎉", undefined],
  ["names and numbers", "Kubernetes 1.32 Helm 3.17 collector 0.120", undefined],
])("knows %s", (_, text, expected) => {
  expect(isEnglish(text)).toBe(expected);
});
