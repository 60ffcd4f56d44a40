// What people do with words (Searle's speech acts, taken widely): thank, apologise, refuse, doubt, praise. Each act is a list
// of words and phrases, matched over tokens through one trie. The lists were written from how developers talk; which of
// them matter is learned from data.

const ACTS: Readonly<Record<string, string>> = {
  thanks: `thanks|thank|thank you|thanks a lot|thanks so much|many thanks|thx|ty|tks|tnx|thanx|cheers|appreciate|appreciated|
    much appreciated|grateful|kudos|props|gracias|merci|danke`,
  apology: `sorry|apologies|apologise|apologize|my bad|my fault|my mistake|my apologies|pardon|forgive|oops|whoops|woops|ooops`,
  regret: `unfortunately|sadly|i'm afraid|i am afraid|regrettably|alas|too bad|what a pity|a shame|unlucky|not possible`,
  please: `please|pls|plz|kindly|would you mind|if you don't mind`,
  asks: `can you|could you|would you|will you|can we|could we|can i|could i|may i|shall we|do you|did you|are you|have you`,
  inquiry: `what|why|how|when|where|who|which|is|are|does|did|can|could|should|would|any idea|any ideas|any chance|any news|any update|
    anyone|has anyone|does anyone`,
  you: `you|your|you're|you've|yours|u|ur|yourself|you'd|you'll`,
  blame: `you should have|you should|you need to|you must|you have to|you broke|you didn't|you don't|you didn't even|your fault|why did you|
    why do you|why are you|do you even|did you even|stop|read the|you can't|you are wrong|you're wrong|you forgot|you missed|
    you never|you guys|you people|learn to|you clearly|you obviously`,
  profanity: `fuck|fucking|fucked|fck|fking|shit|shitty|bullshit|damn|damned|dammit|damnit|goddamn|hell|crap|crappy|wtf|wth|ffs|ass|
    asshole|bloody|freaking|frickin|friggin|screw|screwed|sucks|suck|sucked|sux|piss|pissed|bitch|bastard|omfg|bs`,
  contempt: `stupid|idiot|idiotic|idiots|dumb|moron|ridiculous|silly|nonsense|garbage|rubbish|trash|joke|pathetic|useless|worthless|
    lazy|terrible|terribly|horrible|horribly|awful|insane|lame|retarded|braindead|absurd|disgusting|disgrace|shameful|clueless|
    incompetent|ignorant|arrogant|rude|childish|shut up|go away|what a joke|bogus|worst|abomination|ludicrous|laughable`,
  praiseIdiom: `lgtm|looks good|look good|looks great|looks nice|sounds good|sounds great|good catch|nice catch|great catch|good job|
    great job|nice job|good work|great work|nice work|awesome work|amazing work|fantastic work|excellent work|well done|good point|
    good idea|great idea|nice idea|good call|great call|good find|nice find|nice one|good one|good stuff|great stuff|nice touch|ship it|
    works like a charm|works great|works perfectly|works well|works fine|love it|love this|like it|like this|nicely done|
    thumbs up|way to go|big fan|good to go|looks awesome|looks cool|spot on|much better|much cleaner|much nicer|brilliant work|
    good spot|well spotted|nice spot|good thinking|nice work|good suggestion|great suggestion|nice trick|great point|good question|
    great question|great post|great answer|good answer|nice answer|perfect answer|excellent answer|best answer`,
  praise: `awesome|great|nice|cool|excellent|amazing|fantastic|perfect|perfectly|wonderful|brilliant|beautiful|beautifully|lovely|sweet|
    neat|elegant|impressive|superb|nicely|good|clever|handy|slick|gorgeous|best|stellar|outstanding|legend|genius|rocks|hero|
    delightful|fabulous|magnificent|incredible|marvelous|epic|ace|nifty|rad|legendary|incredibly`,
  courtesy: `no problem|no problems|no prob|no worries|np|you're welcome|you are welcome|my pleasure|good luck|best of luck|happy to help|
    glad to help|glad|welcome|have a nice|have a great|hope this helps|hope that helps|hope it helps|hth|enjoy|congrats|
    congratulations|best regards|regards|happy coding|take care|happy to|glad you|glad it|glad to|don't worry|no rush|of course`,
  doubt: `not sure|unsure|i doubt|doubt|hmm|hmmm|hm|hmmmm|weird|weirdly|strange|strangely|odd|oddly|suspicious|confused|confusing|
    confuses|don't understand|do not understand|not understand|no idea|i wonder|wonder|wondering|puzzled|puzzling|no clue|i'm lost|
    unclear|not clear|don't get|curious|mysterious|bizarre|funny`,
  criticism: `hacky|ugly|hack|messy|mess|kludge|kludgy|smell|smells|smelly|nasty|gross|overkill|bloated|brittle|fragile|redundant|
    unnecessary|unnecessarily|verbose|misleading|inconsistent|inefficient|cumbersome|clunky|awkward|painful|tedious|crufty|ugliness|
    bad practice|poor|poorly|sloppy|evil|dirty|horrid|spaghetti|overcomplicated|overly complicated|overengineered|too complex|
    hard to read|unreadable|insufficient|slow|broken|buggy|half-baked|flawed|bad|badly|worse|wrong|incorrect|fails`,
  disagreement: `disagree|don't think|do not think|i don't like|don't like|do not like|not a fan|not a big fan|nope|don't agree|
    do not agree|not convinced|don't see|don't see the point|don't see why|bad idea|against|not happy|i'd rather|not like|
    don't want|not acceptable|unacceptable|i object|strongly|no need|doesn't seem right|not right|not good|not great|not nice|
    not ideal|not very|i refuse|-1`,
  agreement: `agree|agreed|yes|yeah|yep|yup|sure|ok|okay|right|exactly|indeed|fair enough|fair|makes sense|true|absolutely|definitely|
    totally|of course|you're right|you are right|correct|i see|got it|gotcha|good to know|fine|fine by me|fine with me|cool|alright|
    +1|precisely|done|aye|sounds reasonable|that's right|point taken|noted`,
  laughter: `haha|hahaha|hahahaha|hah|ha|lol|lmao|rofl|hehe|heh|hehehe|lolz|lool|rotfl|xd|jk|kidding|joking|funny|hilarious|fun`,
  frustration: `frustrating|frustrated|frustration|annoying|annoyed|annoys|annoyance|tired of|sick of|fed up|argh|arg|aargh|ugh|grr|grrr|
    sigh|gah|meh|bah|give up|gave up|waste of time|wasted|waste|wasting|pain|pain in|hate|hates|hated|nightmare|what the|the hell|
    the heck|drives me|crazy|driving me|seriously|for no reason|come on|sucks|headache|mad|angry|rage|struggling|stuck|
    bloody hell|unusable|impossible|irritating|tiresome|yuck|ew|eww|ouch|doh|d'oh|facepalm|arrgh|blah|yikes`,
  malfunction: `broken|doesn't work|does not work|not working|didn't work|don't work|won't work|fails|failed|failing|crash|crashes|
    crashed|crashing|bug|bugs|bugged|buggy|error|errors|breaks|broke|breaking|regression|problem|problems|issue|issues|stuck|
    still not|still doesn't|no longer works|stopped working|unable|can't|cannot|nothing happens|not possible|no effect`,
  closing: `closing|closed|close|merging|merged|merge|fixed|done|pushed|committed|applied|updated|released|landed|rebased|duplicate|
    superseded|reverted|deleted|removed|added|resolved|implemented`,
  concern: `concern|concerns|concerned|concerning|worried|worry|worries|worrying|afraid|scary|scared|scares|dangerous|risky|careful|unsafe|
    fear|nervous|uneasy|hesitant|reluctant|uncomfortable|danger|anxious|problematic`,
  joy: `happy|glad|excited|exciting|yay|hooray|hurray|woot|woohoo|w00t|yey|enjoy|enjoyed|enjoying|pleased|love|loved|loving|loves|
    can't wait|looking forward|delighted|thrilled|relieved|proud|celebrate|yippee|hurrah|phew|satisfied|joy|at last|finally`,
  wish: `would love|i'd love|would like|i'd like|would be nice|would be great|would be good|would be cool|would be awesome|wish|i wish|
    hope|hopefully|i hope|hoping|it'd be nice|would appreciate|would be better|would be helpful|be nice|be great`,
  surprise: `wow|whoa|woah|omg|oh|ah|aha|ahh|surprised|surprising|surprisingly|unbelievable|incredible|really|actually|huh|interesting|
    interestingly|gosh|holy|shocked|amazed|wait|strangely|unexpected|unexpectedly|never seen`,
  sadness: `sad|sadly|disappointed|disappointing|disappointment|depressing|depressed|cry|crying|unhappy|upset|hurts|hurt|heartbroken|sorrow|
    hopeless|desperate|desperately|miserable|lost|lonely|bummer|shame|ashamed|embarrassed|embarrassing|guilty|pity|rip`,
  suggestion: `should|maybe|perhaps|might|consider|how about|what about|why not|instead|rather|better to|suggest|i'd suggest|i suggest|
    recommend|i would|we could|you could|you might|probably|it may be|could be|prefer`,
  greeting: `hi|hello|hey|dear|good morning|greetings|hiya|howdy|hi there|hi all|hello everyone|guys|folks|mate|dude|man|buddy|sir|bro`,
  firstPerson: `i like|i love|i hate|i think|i feel|i guess|i believe|i'm happy|i'm glad|i'm sad|i'm sure|i'm sorry|i'm not|i know|i just|
    i have|i've|i was|i am|i'm|i really|i'd|i'll|i can|i don't`,
  success: `works|worked|it works|works now|working now|works for me|fixed it|fixes it|solved|did the trick|does the trick|helped|helps|
    that did it|resolved|that worked|saved my|saved me|saves me|made my day|problem solved|helpful|very helpful|useful|works as expected|
    all green|good shape|working great|simple|easy|easier|faster|cleaner|fun`,
  excess: `too|way too|far too|so much|so many|too much|too many|overly|excessively`,
  pointless: `doesn't make sense|does not make sense|makes no sense|make no sense|don't make sense|no sense|pointless|no point|what's the point|
    why bother|for nothing|in vain|to no avail|without success|no luck|no use`,
  intensifier: `very|really|so|extremely|absolutely|totally|incredibly|super|completely|truly|damn|highly|utterly|insanely|quite|pretty|
    awfully|freaking|hugely|definitely|such a|such an`,
  hedge: `maybe|perhaps|i guess|i think|kind of|kinda|sort of|somewhat|a bit|a little|seems|seem|seemingly|apparently|imo|imho|in my opinion|
    personally|afaik|as far as i know|probably|might be|may be|slightly|not sure|nitpick|nit|minor`,
  refusal: `decline|declined|declining|not interested|won't merge|not going to|prefer not|rather not|we don't need|don't need|out of scope|
    wontfix|won't fix|not want|won't be|not accept|can't accept|cannot accept|not planning|no plans|superseded|not ready|isn't ready|
    pass on|rejecting|against this`,
  selfBlame: `i forgot|i missed|i misread|i was wrong|stupid me|silly me|dumb question|stupid question|i'm an idiot|i'm stupid|i screwed|i broke|
    i messed|i didn't realize|didn't realise|i overlooked|i misunderstood|noob|newbie|i'm new|my fault|facepalm|shame on me`,
  turn: `but|however|though|although|unfortunately|except|still|instead|yet|nevertheless|nonetheless|otherwise|on the other hand|despite`,
  patience: `still waiting|waiting|any progress|any update|any news|for months|for weeks|for years|for days|hours|all day|for hours|years ago|
    long time|ages|again|always|every time|over and over|once again|yet again|as usual|still no|when will|how long|not yet|ping|bump`,
  gratitudeAhead: `thanks in advance|thank you in advance|thx in advance|advance|any help|please help|help me|need help|help would be|
    any suggestions|any thoughts|appreciate any|would be appreciated`,
  inclusive: `we|we're|we've|let's|let us|us|our|together|we can|we should|team|community`,
};

export const ACT_NAMES: readonly string[] = Object.keys(ACTS);

/** Where phrases go on, and the acts of those that end here. */
interface Node {
  readonly number: number;
  readonly next: Map<string, Node>;
  readonly acts: number[];
}

/** All nodes by number; the first is where phrases begin. */
const NODES = buildTrie();

function buildTrie(): readonly Node[] {
  const root: Node = { number: 0, next: new Map(), acts: [] };
  const nodes = [root];
  for (const [act, name] of ACT_NAMES.entries()) {
    for (const phrase of new Set((ACTS[name] ?? "").split("|").map((one) => one.trim()))) {
      let node = root;
      for (const word of phrase.split(" ")) {
        const next: Node = node.next.get(word) ?? { number: nodes.length, next: new Map(), acts: [] };
        if (next.number === nodes.length) nodes.push(next);
        node.next.set(word, next);
        node = next;
      }
      node.acts.push(act);
    }
  }
  return nodes;
}

// The trie as numbers: it is walked at every word, and objects would have to be fetched from all over the memory.
/** The acts of all nodes, and by node where its own begin; one more at the end. */
export const NODE_ACTS = Uint8Array.from(NODES.flatMap(({ acts }) => acts));
export const NODE_STARTS = Uint16Array.from([...NODES, undefined], (_, number) =>
  NODES.slice(0, number).reduce((sum, { acts }) => sum + acts.length, 0),
);
/** By node: 1 where phrases go on. */
export const GOES_ON = Uint8Array.from(NODES, ({ next }) => Math.min(1, next.size));

/** Words with which phrases go on, by their number from 1. */
const LATER_WORDS = new Map(
  [...new Set(NODES.slice(1).flatMap(({ next }) => [...next.keys()]))].map((word, index) => [
    word,
    index + 1,
  ]),
);
const NEXT = new Map(
  NODES.slice(1).flatMap(({ number, next }) =>
    [...next].map(([word, node]) => [stepOf(number, laterWordOf(word)), node.number] as const),
  ),
);

/** The node of one word or written feeling with which acts begin; 0 for none. */
export function actNodeOf(text: string): number {
  return NODES[0]?.next.get(text)?.number ?? 0;
}

/** The number of a word with which phrases go on; 0 for every other. */
export function laterWordOf(text: string): number {
  return LATER_WORDS.get(text) ?? 0;
}

/** The node to which a later word leads from another; 0 for none. */
export function nextNode(node: number, laterWord: number): number {
  return laterWord === 0 ? 0 : (NEXT.get(stepOf(node, laterWord)) ?? 0);
}

function stepOf(node: number, laterWord: number): number {
  return node * (LATER_WORDS.size + 1) + laterWord;
}
