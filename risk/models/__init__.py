from risk.models.assessments import Assessment
from risk.models.policies import DoorPolicy, KnownMark, Rule, RuleCondition
from risk.models.proofs import Proof
from risk.models.reviewing import Case, Label

__all__ = [
    "Assessment",
    "Case",
    "DoorPolicy",
    "KnownMark",
    "Label",
    "Proof",
    "Rule",
    "RuleCondition",
]
