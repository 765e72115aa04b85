"""For whom: the cohorts that plans speak of and how many people each unit counts in them."""

from __future__ import annotations

from django.db import models

from residents.rules import Band, CohortFacts
from units.models import Unit
from units.scope import ScopedQuerySet


class Cohort(models.Model):
    """A group of people (nhóm đối tượng): an age band [from, to), birth years, or a category."""

    code = models.SlugField("mã", max_length=40, unique=True)
    label = models.CharField("tên nhóm", max_length=120)
    short_label = models.CharField("tên ngắn", max_length=40)
    age_from = models.PositiveSmallIntegerField("từ đủ (tuổi)", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("đến dưới (tuổi)", null=True, blank=True)
    birth_years = models.JSONField("năm sinh", default=list, blank=True)
    category = models.CharField("diện", max_length=40, blank=True)
    aliases = models.JSONField("cách viết khác", default=list, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nhóm đối tượng"
        verbose_name_plural = "nhóm đối tượng"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def facts(self) -> CohortFacts:
        """The cohort as the rules read it."""
        band = None if self.age_from is None else Band(self.age_from, self.age_to)
        return CohortFacts(self.code, band, frozenset(self.birth_years), self.category)


class Residence(models.TextChoices):
    """Whom a population figure counts, by kind of residence."""

    PERMANENT = "permanent", "thường trú"
    TEMPORARY = "temporary", "tạm trú"
    BOTH = "permanent_and_temporary", "thường trú và tạm trú"


class Population(models.Model):
    """How many people of a cohort a unit has at a date. The denominator that percents name.

    Stated at the level it was stated: a commune's figure is not the sum of its villages' unless
    both are stored and agree.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="populations", verbose_name="đơn vị"
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name="nhóm đối tượng")
    residence = models.CharField(
        "cư trú", max_length=24, choices=Residence, default=Residence.PERMANENT
    )
    as_of = models.DateField("tính đến ngày")
    people = models.PositiveIntegerField("số người")
    source = models.CharField("nguồn", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "dân số"
        verbose_name_plural = "dân số"
        ordering = ["unit", "cohort", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "cohort", "residence", "as_of"], name="population_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.cohort} {self.people}"
