import { plainName } from "./words.js";

/** Names without case and punctuation, separated by blanks. */
function named(words: string): (name: string) => boolean {
  const known = new Set(words.split(/\s+/));
  return (name) => known.has(plainName(name.split(".").at(-1) ?? ""));
}

/** Parameters that number pages. */
export const isPageName = named("page pagenumber pagenum pageno pageindex currentpage p pagenr pageid");

/** Parameters that skip records. */
export const isOffsetName = named(
  "offset skip start startat pageoffset recordoffset startrecord offsetitems pagestart",
);

/** Parameters that count records from one, which no paginator does. */
export const isIndexName = named("startindex startposition");

/** Parameters for the number of records of a page. */
export const isSizeName = named(
  `perpage limit pagesize size count maxresults max top pagelimit take num pagecount resultsperpage itemsperpage
  perpagecount first rows maxpagesize pageitems maxitems batchsize recordsperpage maxrecords results numresults
  resultcount pagelength maxcount`,
);

/** Parameters that take the token of a page, or the key of its last record. */
export const isCursorName = named(
  `cursor after startingafter pagetoken nexttoken nextpagetoken continuation continuationtoken pagecursor
  pageafter marker nextcursor scrollid bookmark startingtoken next nextpage pageid paginationtoken startcursor
  startkey paginationkey paginationcursor nextpageid pagemarker resumetoken synctoken nextlink sinceid afterid
  lastid exclusivestartkey pagingtoken aftercursor iterator`,
);

/** Of these, those that take the key of the last record. */
export const isKeyCursorName = named("startingafter sinceid afterid lastid after startafter pageafter");

/** Fields of a reply with the token of the next page. */
export const isTokenName = named(
  `nextcursor nextpagetoken nexttoken next nextpage nextmarker nextoffset continuation nextpagecursor
  continuationtoken endcursor nextstartingafter scrollid bookmark nextpageid nextid nextstart paginationtoken
  pagetoken cursor nextkey after nextbookmark nextpagekey nextcontinuationtoken nextcontinuation cursornext
  nextiterator afterid lastid`,
);

/** Fields of a reply with the address of the next page. */
export const isLinkName = named(
  `next nexturl nextlink nexthref nextpageurl nextpageuri nexturi odatanextlink nextpage nextpagelink
  nextpagepath linknext`,
);

/** Fields of a reply that say whether there are more records. */
export const isMoreName = named(
  `hasmore more hasnext hasnextpage morepages moreresults morerecords istruncated hasmoreitems
  moreresultsavailable hasmorepages hasmoreresults moreavailable hasmorerecords moreitems hasmoredata`,
);

/** Fields of a reply with the number of all records. */
export const isTotalName = named(
  `total totalcount totalitems totalresults totalrecords totalentries totalelements totalsize totalhits
  totalitemcount totalrecordcount itemstotal totalnumber totalrows itemcount`,
);

/** Fields of a reply that only a paged list has. */
export const isPagesName = named("totalpages pagecount pages lastpage numpages pagetotal totalpagecount");
