"""Writes the reference card, one A4 page to print: build/lstm_card.pdf and build/lstm_card.svg."""

from pathlib import Path

from lstm_teach import figures

BUILD = Path(__file__).resolve().parents[1] / "build"


def main(folder: Path = BUILD) -> None:
    folder.mkdir(exist_ok=True)
    card = figures.reference_card()
    for kind in ("pdf", "svg"):
        card.save(folder / f"lstm_card.{kind}")
        print(f"wrote {folder.name}/lstm_card.{kind}")


if __name__ == "__main__":
    main()
