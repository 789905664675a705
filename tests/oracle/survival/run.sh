#!/usr/bin/env bash
# Runs every case here and compares its tables with R's answers (answers.R wrote them). Where R and its survival package are
# installed, the same on R's own data sets, which are not kept here.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
. ../compare.sh

run_cases() {
  for job in */job.yaml; do
    case=$(dirname "$job")
    (cd "$case" && "$behoud" run job.yaml --quiet --out "$out/$case") 2>"$out/said" || { echo "$case: behoud ended with $?"; cat "$out/said"; bad=1; continue; }
    compare "$case" survival survival curve,stratum,time_days n_risk,n_event,survival,std_error,lower,upper,cumulative_hazard,cumulative_hazard_se 'n_event>0' both
    compare "$case" survival_at survival_at curve,stratum,at survival,std_error,lower,upper,rmst_days,rmst_std_error
    compare "$case" survival_quantiles survival_quantiles curve,stratum,share days,lower,upper
    compare "$case" logrank logrank curve,rho chisq,df
    compare "$case" logrank_pairs logrank_pairs curve,stratum,versus chisq,p_value,p_adjusted
    compare "$case" survival_differences survival_differences curve,stratum,versus,at,measure difference,std_error,lower,upper,p_value
    compare "$case" incidence incidence curve,stratum,cause,time_days n_risk,n_event,incidence,std_error,lower,upper
    compare "$case" gray gray curve,cause chisq,df,p_value
    compare "$case" cox_coefficients cox_coefficients model,term,level estimate,std_error,robust_se
    compare "$case" cox_fit cox_fit model n,n_event,loglik_null,loglik,lr,wald,score,df,concordance,concordance_se
    compare "$case" cox_terms cox_terms model,term df,wald,lr,score
    compare "$case" cox_proportionality cox_proportionality model,term chisq,df,p_value
    compare "$case" cox_curves cox_curves model,profile,stratum,time_days cumulative_hazard,survival,std_error,lower,upper
    compare "$case" cox_frailty cox_frailty model,group effect,std_error
    compare "$case" cox_frailty_fit cox_frailty_fit model variance,loglik_marginal
    compare "$case" parametric parametric curve,stratum,distribution loglik,aic,shape,shape_se,scale,scale_se
  done
}

run_cases
if command -v Rscript >/dev/null && Rscript -e 'if (!requireNamespace("survival", quietly = TRUE)) quit(status = 1)' 2>/dev/null; then
  script=$(realpath answers.R)
  mkdir "$out/live"
  (cd "$out/live" && Rscript "$script" "$out/live" live >"$out/live.log" 2>&1) || { echo "answers.R failed"; tail -n 5 "$out/live.log"; bad=1; }
  cd "$out/live"
  run_cases
fi
exit $bad
