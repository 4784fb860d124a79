"""Print the chain's anchors, to be kept where nobody of this machine can reach."""

from django.core.management.base import BaseCommand

from fostercare.ledger import sealing


class Command(BaseCommand):
    help = "Seals what is settled and prints the last seal of each day: day, time, number, hash."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="every day's, not only the newest")

    def handle(self, **options):
        sealing.seal()
        anchors = sealing.anchors()
        for anchor in anchors if options["all"] else anchors[:1]:
            self.stdout.write(str(anchor))
