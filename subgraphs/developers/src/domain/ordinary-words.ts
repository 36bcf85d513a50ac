/** Words that stand in commit messages and are also given as logins: taking them out would spoil other people's texts. */
const ORDINARY = new Set(
  `able access account action active actual added address agent alert alias alpha android angle anchor apple archive array
  artist assert asset async atom audio audit author auto awesome backend badge banner base bash basic batch beta binary
  bind bird black block blog blue board body book boost boot border bottle branch break bridge bright broken brown browser
  buffer bugs build bundle button byte cache call camera canvas card case cast catch cell center chain change channel char
  chart chase chat check child chrome class clean clear click client clock clone close cloud code coder coffee color column
  command comment commit common compile config connect console const content context control cookie copy core count cover
  crash create cross crypt current custom cycle daemon dark dash data date deal debug deep default delete delta demo depend
  deploy depth design desktop detail device dialog diff digital direct disk docker docs document domain done door down draft
  drag draw drive drop duplicate dynamic early earth east easy echo edge edit editor effect element email emit empty engine
  enter entry epic error event ever every example exit expand export extra face fact fail faith fake false fast fatal feature
  feed field file fill filter final find fire first fish flag flash flat flow focus folder font force fork form format forward
  frame frank free fresh front full func fusion future game gate gene generic ghost gift give global gold good grace grand
  grant graph gray green grid group guard guest guide hack hand handle hard hash head header heart heat heavy height help
  hero hidden high history home hook hope host hour html http human icon idea image import index info init inline inner input
  insert install intel intern issue item java jade jack join joint json jump just keep kernel keyboard kind king label lambda
  lang large last late layer layout lead leaf lean learn left legal less level library life light like limit line link linux
  lion list live load local lock logger logic login logo long look loop lost lower lucky lunar machine magic mail main major
  make manager many map mark mark markdown mask master match matrix maven media memory menu merge mesh message meta metal
  method middle mike mind minor mint mirror mobile mock mode model modern module money monitor monkey moon more mother motion
  mount mouse move multi music name native nature need nest network neutral next nice night node noise none norm north note
  null number object ocean offer office okay onyx open option orange order origin other outer output over pack package page
  paint pair panel paper parse parser part pass patch path pattern pause peace pearl phase phone photo pick piece pilot pink
  pipe pixel place plain plan planet play plugin point policy pool port post power prefix press preview price prime print
  private probe process product profile program project promise proof proxy public pull pulse pure push python query queue
  quick quiet quote race radio rain random range rapid rate read ready real rebase record recover redis reduce release reload
  remote remove render repair report request reset resolve rest result return revert review right ring rise river road robin
  robot rock role roll room root rose round route router ruby rule rust safe sage sail salt same sample sand save scale scan
  schema scope score screen script scroll search second secret secure seed select self send serial server service session
  setup shadow shape share sharp shell shift ship short show side sign signal silent silver simple single site size skip sky
  slack sleep slice slow small smart smoke snake snow social socket soft solid some sort sound source south space spark special
  speed spell spirit split spring square stack stage star start state static status step stick still stone stop storage store
  storm story stream street string strong struct studio style sugar summer sun super support surface swift switch symbol sync
  system table tail take target task team tech temp term test text theme there thing think thread three ticket tiger time
  timer title toggle token tool topic total touch tower trace track trade train tree trial true trust turbo turn type under
  union unit unix update upper user util valid value vector version video view violet virtual vision visit void voice volume
  wait wake walk wall want warm watch water wave weather west what wheel when white wide wild will wind window wing winter
  wire wise wolf wood word work worker world wrap write yellow yield young your zero zone zoom`.split(/\s+/),
);

/** True for a folded word that may stand in a text without meaning anybody. */
export function isOrdinaryWord(word: string): boolean {
  return ORDINARY.has(word) || /^\d+$/.test(word);
}
