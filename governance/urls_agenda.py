"""Addresses of the agenda of a meeting, and of the forward agenda and the template of its body."""

from django.urls import URLPattern, URLResolver, path

from governance.views.agenda import (
    AgendaOrderView,
    ItemCarryView,
    ItemCreateView,
    ItemDetailView,
    ItemEditView,
    ItemRemoveView,
)
from governance.views.agenda_notes import (
    AbstainView,
    AbstentionRemoveView,
    ChairNoteView,
    CoverNoteView,
    PartyNoteView,
    QuestionAnswerView,
    QuestionAskView,
)
from governance.views.agenda_pack import PackAskView, PackDetailView, PackFileView
from governance.views.agenda_papers import (
    PaperAddView,
    PaperFileView,
    PaperReplaceView,
    PapersAnnounceView,
    PaperWithdrawView,
)
from governance.views.agenda_template import (
    TemplateItemCreateView,
    TemplateItemEditView,
    TemplateItemRemoveView,
    TemplateListView,
    TemplateStandardView,
)
from governance.views.forward_agenda import (
    ForwardCreateView,
    ForwardDropView,
    ForwardEditView,
    ForwardListView,
    ForwardPlaceView,
)

# Under …/vergaderingen/<meeting>/.
meeting_agenda_patterns: list[URLPattern | URLResolver] = [
    path("agenda/volgorde/", AgendaOrderView.as_view(), name="agenda_order"),
    path("punten/toevoegen/", ItemCreateView.as_view(), name="item_create"),
    path("punten/<int:item>/", ItemDetailView.as_view(), name="item_detail"),
    path("punten/<int:item>/wijzigen/", ItemEditView.as_view(), name="item_edit"),
    path("punten/<int:item>/verwijderen/", ItemRemoveView.as_view(), name="item_remove"),
    path("punten/<int:item>/doorschuiven/", ItemCarryView.as_view(), name="item_carry"),
    path("punten/<int:item>/oplegnotitie/", CoverNoteView.as_view(), name="cover_note_edit"),
    path("punten/<int:item>/voorzitter/", ChairNoteView.as_view(), name="chair_note_edit"),
    path("punten/<int:item>/aantekening/<slug:party>/", PartyNoteView.as_view(), name="party_note_edit"),
    path("punten/<int:item>/onthouding/", AbstainView.as_view(), name="abstention_create"),
    path(
        "punten/<int:item>/onthouding/<int:abstention>/",
        AbstentionRemoveView.as_view(),
        name="abstention_remove",
    ),
    path("punten/<int:item>/stuk-toevoegen/", PaperAddView.as_view(), name="paper_add"),
    path("stukken/mailen/", PapersAnnounceView.as_view(), name="papers_announce"),
    path("stukken/<int:paper>/", PaperFileView.as_view(), name="paper_file"),
    path("stukken/<int:paper>/nieuwe-versie/", PaperReplaceView.as_view(), name="paper_replace"),
    path("stukken/<int:paper>/intrekken/", PaperWithdrawView.as_view(), name="paper_withdraw"),
    path("vraag/", QuestionAskView.as_view(), name="question_ask"),
    path("vragen/<int:question>/", QuestionAnswerView.as_view(), name="question_answer"),
    path("bundel/", PackDetailView.as_view(), name="pack_detail"),
    path("bundel/maken/", PackAskView.as_view(), name="pack_ask"),
    path("bundel/pdf/", PackFileView.as_view(), name="pack_file"),
]

# Under …/organen/<body>/.
forward_patterns: list[URLPattern | URLResolver] = [
    path("termijnagenda/", ForwardListView.as_view(), name="forward_list"),
    path("termijnagenda/toevoegen/", ForwardCreateView.as_view(), name="forward_create"),
    path("termijnagenda/<int:planned>/wijzigen/", ForwardEditView.as_view(), name="forward_edit"),
    path("termijnagenda/<int:planned>/vervallen/", ForwardDropView.as_view(), name="forward_drop"),
    path("termijnagenda/<int:planned>/agenderen/", ForwardPlaceView.as_view(), name="forward_place"),
    path("agendasjabloon/", TemplateListView.as_view(), name="template_list"),
    path("agendasjabloon/standaard/", TemplateStandardView.as_view(), name="template_standard"),
    path("agendasjabloon/toevoegen/", TemplateItemCreateView.as_view(), name="template_item_create"),
    path("agendasjabloon/<int:item>/wijzigen/", TemplateItemEditView.as_view(), name="template_item_edit"),
    path(
        "agendasjabloon/<int:item>/verwijderen/",
        TemplateItemRemoveView.as_view(),
        name="template_item_remove",
    ),
]
