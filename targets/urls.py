from django.urls import path

from targets.views import draft_forms, drafts, life, plans, versions
from targets.views.scope import readable

DRAFT = "plans/<slug:code>/draft/"

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", life.new, name="plan-new"),
    path("plans/<slug:code>/", plans.plan, name="plan"),
    path("plans/<slug:code>/amend/", readable(life.amend_plan), name="plan-amend"),
    path("plans/<slug:code>/clone/", life.clone_plan, name="plan-clone"),
    path("plans/<slug:code>/state/", life.state, name="plan-state"),
    path(
        "plans/<slug:code>/versions/<int:number>/", readable(versions.version), name="plan-version"
    ),
    path(
        "plans/<slug:code>/versions/<int:number>/original/",
        versions.original,
        name="plan-original",
    ),
    path(DRAFT, readable(drafts.draft), name="draft"),
    path(f"{DRAFT}review/", readable(drafts.review), name="draft-review"),
    path(f"{DRAFT}mend/", readable(drafts.mend), name="draft-mend"),
    path(f"{DRAFT}quotas/", readable(drafts.drop_lost_quotas), name="draft-quotas-lost"),
    path(f"{DRAFT}explain/", readable(drafts.explain_finding), name="draft-explain"),
    path(f"{DRAFT}discard/", drafts.discard_draft, name="draft-discard"),
    path(f"{DRAFT}issue/", readable(drafts.issue_draft), name="draft-issue"),
    path(f"{DRAFT}heading/", readable(draft_forms.heading), name="draft-heading"),
    path(f"{DRAFT}figures/", readable(draft_forms.figures), name="draft-figures"),
    path(f"{DRAFT}duties/", readable(draft_forms.duties), name="draft-duties"),
    path(f"{DRAFT}targets/new/", readable(draft_forms.new_target), name="draft-target-new"),
    path(f"{DRAFT}targets/<str:target>/", readable(draft_forms.target), name="draft-target"),
]
