package org.wardhealth.deid;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Common English short forms of given names, from general knowledge; each line is one family of
 * forms.
 */
final class Nicknames {
  private static final List<List<String>> FAMILIES =
      """
      alexander alex al xander sandy
      alexandra alex sandra sandy lexi
      abigail abby gail
      albert al bert bertie
      alfred al fred alfie
      andrew andy drew
      anthony tony ant
      antonio tony
      barbara barb babs barbie
      benjamin ben benny benji
      bradley brad
      catherine katherine kathryn kate katie kathy cathy kat kit kitty katy
      charles charlie chuck chas
      christine christina chris tina chrissy
      christopher chris kit topher
      cynthia cindy
      daniel dan danny
      david dave davy
      deborah debra deb debbie
      dennis denny
      donald don donny
      dorothy dot dottie dolly
      douglas doug
      edward ed eddie ted teddy ned
      eleanor ellie nell nora
      elizabeth liz beth betty eliza lizzie betsy libby lisa bess
      emily em emmy
      eugene gene
      florence flo
      frances fran frannie frankie
      francis frank
      franklin frank
      frederick fred freddy rick
      gabriel gabe
      geoffrey jeffrey jeff geoff
      gerald gerry jerry
      gregory greg
      harold hal harry
      henry hank harry hal
      isabella bella izzy isabel
      jacob jake
      jacqueline jackie
      james jim jimmy jamie
      jennifer jen jenny jenn
      jessica jess jessie
      john johnny jack jon
      jonathan jon
      joseph joe joey
      josephine jo josie
      joshua josh
      judith judy
      kenneth ken kenny
      kimberly kim
      lawrence larry
      leonard leo len lenny
      margaret maggie meg peggy marge margie greta
      martha marty patty
      martin marty
      mary molly polly
      matthew matt
      megan meg
      melissa missy mel
      michael mike mick micky mikey
      nancy nan
      nathaniel nathan nate nat
      nicholas nick nicky
      pamela pam
      patricia pat patty tricia trish
      patrick pat paddy
      peter pete
      philip phillip phil
      rachel rae
      raymond ray
      rebecca becky becca
      richard dick rick rich ricky richie
      robert bob bobby rob robbie bert
      ronald ron ronnie
      roberta bobbie
      samantha sam
      samuel sam sammy
      sandra sandy
      sarah sara sally
      stephanie steph
      stephen steven steve
      susan sue susie suzy suzanne
      teresa theresa terry tess
      theodore ted teddy theo
      thomas tom tommy
      timothy tim timmy
      valerie val
      veronica ronnie
      victoria vicky tori
      vincent vince vinny
      virginia ginny
      walter walt wally
      william bill billy will willie liam
      zachary zach zack
      """
          .lines()
          .map(line -> List.of(line.strip().split(" ")))
          .toList();

  private Nicknames() {}

  /** The other forms of a folded given name, and the full names of a folded short form. */
  static Set<String> of(String given) {
    Set<String> forms = new LinkedHashSet<>();
    for (List<String> family : FAMILIES) {
      if (family.getFirst().equals(given)) {
        forms.addAll(family);
      } else if (family.contains(given)) {
        forms.add(family.getFirst());
      }
    }
    forms.remove(given);
    return forms;
  }
}
