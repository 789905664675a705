#!/usr/bin/env bash
# Runs every case here and compares its tables with R's answers (answers.R wrote them): the same rows, and the same numbers.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
. ../compare.sh

whole=n,n_event,deviance_null,deviance,df_residual,loglik,aic,mcfadden,cox_snell,nagelkerke
scores=auc,auc_lower,auc_upper,brier,brier_reliability,brier_resolution,brier_uncertainty,top_decile_precision,top_decile_lift
calibration=calibration_intercept,calibration_slope,hosmer_lemeshow,hosmer_lemeshow_df,hosmer_lemeshow_p
for job in */job.yaml; do
  case=$(dirname "$job")
  (cd "$case" && "$behoud" run job.yaml --quiet --out "$out/$case") 2>"$out/said" || { echo "$case: behoud ended with $?"; cat "$out/said"; bad=1; continue; }
  compare "$case" logistic_coefficients logistic_coefficients model,term,level rows,events,estimate,std_error,robust_se suppressed=0 both
  compare "$case" logistic_fit logistic_fit model "$whole,$scores,tjur,$calibration,lr,lr_p,wald,wald_p,score,score_p,df" 'n>0' both
  compare "$case" logistic_terms logistic_terms model,term df,wald,wald_p,lr,lr_p,score,score_p 'df>0' both
  compare "$case" marginal_effects marginal_effects model,term,level effect,std_error,lower,upper 'std_error>0' both
  compare "$case" validation validation model,scorer,test,period "n,n_event,expected,$scores,$calibration" suppressed=0 both
  compare "$case" calibration calibration model,test,group n,expected,observed,risk,share,lower,upper suppressed=0 both
  compare "$case" drift drift attribute psi 'psi>-1' both
  compare "$case" segment_drivers segment_drivers model,segment,level,term headcount,rank,contribution,ratio suppressed=0 both
  compare "$case" fairness fairness model,attribute,group n,n_event,expected,observed_to_expected,ratio_lower,ratio_upper,auc,auc_lower,auc_upper,headcount,selected,selection_ratio suppressed=0 both
  compare "$case" fairness_proxies fairness_proxies model,attribute,term association,gap_ratio 'association>-1' both
  compare "$case" forecast forecast segment,level headcount,leavers_expected,share suppressed=0 both
  compare "$case" forecast_causes forecast_causes segment,level,cause leavers_expected suppressed=0 both
  compare "$case" vlootschouw vlootschouw performance,potential headcount,leavers_expected,share,quits_expected,regretted_expected suppressed=0 both
  compare "$case" top_performers top_performers group headcount,share_of_people,leavers_expected,share,quits_expected suppressed=0 both
  compare "$case" critical_positions critical_positions position holders,vacancies_expected,quits_expected,ready_successors,cover,shortfall suppressed=0 both
done
exit $bad
