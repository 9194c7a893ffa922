from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketingConfig(AppConfig):
    name = "marketing"
    verbose_name = _("Marketing")

    def ready(self) -> None:
        self._register_engine()
        self._register_mail()
        self._register_flows()
        self._register_results()
        self._register_timing()
        self._register_push()
        self._register_uplift()

    def _register_engine(self) -> None:
        import marketing.campaigns.jobs  # noqa: F401  (registers the job's handler)
        from marketing import privacy
        from marketing.campaigns import leaving

        privacy.register()
        leaving.subscribe_all()

    def _register_mail(self) -> None:
        from marketing.content.mailing import CampaignWriter, EmailSender
        from marketing.kinds import Medium
        from marketing.media import media
        from notifications.kinds import MailKind
        from notifications.writers import writers

        media.register(Medium.EMAIL, EmailSender())
        writers.register(MailKind.CAMPAIGN, CampaignWriter())

    def _register_flows(self) -> None:
        import marketing.flows.jobs  # noqa: F401  (registers the job's handler)
        from marketing.flows import all_triggers

        all_triggers.register_all()

    def _register_results(self) -> None:
        import marketing.results.judging  # noqa: F401  (registers the jobs' handlers)
        from analytics.returns.sources import Work, return_sources
        from marketing.results import plans
        from marketing.results.returns import campaigns_by_their_holdouts

        return_sources.register(Work.CAMPAIGNS, campaigns_by_their_holdouts)
        plans.register()

    def _register_timing(self) -> None:
        import marketing.timing.jobs  # noqa: F401  (registers the job's handler)
        from marketing.timing import features

        features.register()

    def _register_push(self) -> None:
        import marketing.push.jobs  # noqa: F401  (registers the jobs' handlers)
        from marketing.inbox import InboxSender
        from marketing.kinds import Medium
        from marketing.media import media
        from marketing.push import privacy
        from marketing.push.sending import PushSender

        media.register(Medium.PUSH, PushSender())
        media.register(Medium.INBOX, InboxSender())
        privacy.register()

    def _register_uplift(self) -> None:
        from marketing.uplift import privacy, scores
        from marketing.uplift.serving import NAME
        from marketing.uplift.training import train_uplift
        from mlops.training import trainers

        trainers.register(NAME, train_uplift)
        scores.register_feature()
        privacy.register()
