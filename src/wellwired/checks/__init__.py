"""All checks, in the order the report lists them. One file each; one line each here."""

from dataclasses import replace

from wellwired.checks import (
    class_missing_from_part,
    classes_imbalanced,
    files_unreadable,
    first_loss_off,
    first_output_not_finite,
    gradient_explodes,
    gradient_scale_drifts,
    gradient_vanishes,
    gradient_wrong,
    guess_not_beaten,
    images_blank,
    jacobian_collapses,
    labels_conflict,
    line_not_beaten,
    line_not_converged,
    loss_not_finite,
    loss_on_plateau,
    memorised_not_learned,
    not_calibrated,
    one_batch_not_memorised,
    one_class_predicted,
    output_ignores_input,
    parts_share_samples,
    rows_talk,
    signal_scale_drifts,
    size_tells_class,
    too_few_samples,
    units_alike,
    units_dead,
    updates_out_of_scale,
    weight_without_gradient,
)
from wellwired.core.verdict import Check, Verdict

ALL: tuple[Check, ...] = (
    files_unreadable.CHECK,
    parts_share_samples.CHECK,
    classes_imbalanced.CHECK,
    images_blank.CHECK,
    labels_conflict.CHECK,
    class_missing_from_part.CHECK,
    size_tells_class.CHECK,
    too_few_samples.CHECK,
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
