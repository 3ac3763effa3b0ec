"""All checks, in the order the report lists them. One file each; one line each here."""

from dataclasses import replace

from wellwired.checks import (
    first_loss_off,
    first_output_not_finite,
    gradient_explodes,
    gradient_scale_drifts,
    gradient_vanishes,
    gradient_wrong,
    guess_not_beaten,
    jacobian_collapses,
    line_not_beaten,
    line_not_converged,
    loss_not_finite,
    loss_on_plateau,
    memorised_not_learned,
    not_calibrated,
    one_batch_not_memorised,
    one_class_predicted,
    output_ignores_input,
    rows_talk,
    signal_scale_drifts,
    units_alike,
    units_dead,
    updates_out_of_scale,
    weight_without_gradient,
)
from wellwired.core.verdict import Check, Verdict

ALL: tuple[Check, ...] = (
    line_not_beaten.CHECK,
    guess_not_beaten.CHECK,
    line_not_converged.CHECK,
    one_batch_not_memorised.CHECK,
    first_loss_off.CHECK,
    rows_talk.CHECK,
    weight_without_gradient.CHECK,
    output_ignores_input.CHECK,
    gradient_wrong.CHECK,
    first_output_not_finite.CHECK,
    units_alike.CHECK,
    signal_scale_drifts.CHECK,
    gradient_scale_drifts.CHECK,
    gradient_vanishes.CHECK,
    gradient_explodes.CHECK,
    jacobian_collapses.CHECK,
    loss_not_finite.CHECK,
    units_dead.CHECK,
    updates_out_of_scale.CHECK,
    memorised_not_learned.CHECK,
    loss_on_plateau.CHECK,
    one_class_predicted.CHECK,
    not_calibrated.CHECK,
)


def judge_all(record: object) -> tuple[Verdict, ...]:
    """Verdicts of every check that judges records of this type, with code, name and stage filled in."""
    return tuple(
        replace(check.judge(record), code=check.code, name=check.name, stage=check.stage)
        for check in ALL
        if check.needs is type(record)
    )
