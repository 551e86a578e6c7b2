package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
  @Test
  void indexesAreWrittenInGroupsOfThreeDigits() {
    assertThat(TilePath.tile(0, 1_234_067, 256)).hasToString("tile/0/x001/x234/067");
    assertThat(TilePath.tile(2, 0, 1)).hasToString("tile/2/000.p/1");
    assertThat(TilePath.bundle(999, 256)).hasToString("tile/entries/999");
    assertThat(TilePath.bundle(1000, 255)).hasToString("tile/entries/x001/000.p/255");
    assertThat(TilePath.tile(63, Long.MAX_VALUE, 256))
        .hasToString("tile/63/x009/x223/x372/x036/x854/x775/807");
  }

  @Test
  void everyPathIsReadBack() {
    for (long index : new long[] {0, 1, 999, 1000, 1_234_067, 999_999_999, Long.MAX_VALUE}) {
      for (int width : new int[] {1, 9, 10, 255, 256}) {
        for (TilePath path :
            List.of(TilePath.tile(7, index, width), TilePath.bundle(index, width))) {
          assertThat(TilePath.parse(path.toString())).contains(path);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/",
        "checkpoint",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001/1",
        "tile/0/001/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/entries",
        "tile/entries/000.p/0",
        "tile/entries/000.p/256",
        "tile/entries/000.p/01",
        "tile/entries/000.p/",
        "tile/0/000.p",
        "tile/0/../../secret",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/\u0660\u0660\u0660"
      })
  void anyOtherSpellingIsNoPath(String text) {
    assertThat(TilePath.parse(text)).isEmpty();
  }

  @Test
  void seventyThousandEntriesHaveTheTilesOfTheSpecification() throws Exception {
    assertThat(tiles(70_000))
        .hasSize(273 + 1 + 1 + 1 + 1)
        .filteredOn(path -> path.level() == 0 && !path.partial())
        .hasSize(273);
    assertThat(tiles(70_000))
        .contains(
            TilePath.tile(0, 273, 112),
            TilePath.tile(1, 0, 256),
            TilePath.tile(1, 1, 17),
            TilePath.tile(2, 0, 1));
  }

  @Test
  void twoHundredFiftySixEntriesHaveAFullTileAndOneOfWidthOne() throws Exception {
    assertThat(tiles(256)).containsExactly(TilePath.tile(0, 0, 256), TilePath.tile(1, 0, 1));
  }

  private static List<TilePath> tiles(int size) throws Exception {
    List<TilePath> paths = new ArrayList<>();
    TreeEdge tree = new TreeEdge();
    for (int i = 0; i < size; i++) {
      tree.add(Hash.OF_NOTHING, (path, hashes) -> paths.add(path));
    }
    tree.partials((path, hashes) -> paths.add(path));
    return paths;
  }
}
