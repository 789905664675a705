#!/usr/bin/env bash
# Runs every case here and compares its tables with R's answers (answers.R wrote them).
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
. ../compare.sh

whole=n,n_event,deviance_null,deviance,df_residual,loglik,aic,mcfadden,cox_snell,nagelkerke
scores=auc,auc_lower,auc_upper,brier,brier_reliability,brier_resolution,brier_uncertainty,tjur,top_decile_precision,top_decile_lift
calibration=calibration_intercept,calibration_slope,hosmer_lemeshow,hosmer_lemeshow_df,hosmer_lemeshow_p
for job in */job.yaml; do
  case=$(dirname "$job")
  (cd "$case" && "$behoud" run job.yaml --quiet --out "$out/$case") 2>"$out/said" || { echo "$case: behoud ended with $?"; cat "$out/said"; bad=1; continue; }
  compare "$case" logistic_coefficients logistic_coefficients model,term,level estimate,std_error,robust_se,profile_lower,profile_upper
  compare "$case" logistic_fit logistic_fit model "$whole,$scores,$calibration,lr,lr_p,wald,wald_p,score,score_p,df"
  compare "$case" logistic_terms logistic_terms model,term df,wald,wald_p,lr,lr_p,score,score_p
  compare "$case" marginal_effects marginal_effects model,term,level effect,std_error,lower,upper
done
exit $bad
