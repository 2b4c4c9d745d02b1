#pragma once
// The summary as text: a Markdown table, and a CSV line an arm.

#include <iomanip>
#include <ostream>

#include "summary.hpp"

namespace effect {

/// `solvable`: the problem has a target. Without one an arm has its test error alone, and how far that is from best of P's.
inline void print_table(std::ostream& out, const SettingSummary& s, bool solvable, std::uint64_t first, int seeds) {
  const Setting& set = s.setting;
  out << set.problem << ": P " << set.population << ", "
      << (set.axis == Axis::total ? std::to_string(set.steps * set.population) + " gradient steps an arm"
                                  : std::to_string(set.steps) + " steps a worker")
      << (set.gain == 1 ? "" : gp::text(", initial gain ", set.gain))
      << (set.generations == 40 ? "" : gp::text(", ", set.generations, " generations")) << ", seeds " << first << " to "
      << first + static_cast<std::uint64_t>(seeds) - 1
      << (solvable ? "\n| arm | success | 95 % interval | p against best of P | median steps to target | expected steps to target | test "
                     "error, mean (deviation) |\n|---|---|---|---|---|---|---|\n"
                   : "\n| arm | test error, mean (deviation) | from best of P, standard errors |\n|---|---|---|\n");
  const auto number = [&](double value) { std::isnan(value) ? out << "-" : out << value; };
  for (const ArmSummary& a : s.arms) {
    out << "| " << a.arm << std::setprecision(3) << " | ";
    if (solvable) {
      out << 100.0 * a.solved / a.n << " % (" << a.solved << "/" << a.n << ") | " << 100 * a.low << " to " << 100 * a.high << " | ";
      number(a.p);
      out << " | " << std::setprecision(6) << a.median << " | " << a.expected << " | " << std::setprecision(3);
    }
    out << a.test << " (" << a.deviation << ") |";
    if (!solvable) {
      out << ' ';
      number(a.against_best);
      out << " |";
    }
    out << '\n';
  }
  out << std::flush;
}

inline void write_summary_csv(std::ostream& out, const std::vector<SettingSummary>& all) {
  out << "problem,axis,population,steps,gain,generations,arm,n,solved,low,high,p,first_quartile,median,third_quartile,expected,test,"
         "deviation,error,"
         "worst_decile,against_best,spent,charged,births,training_seconds,operator_seconds\n"
      << std::setprecision(10);
  for (const SettingSummary& s : all)
    for (const ArmSummary& a : s.arms) {
      out << s.setting.problem << ',' << name_of(s.setting.axis) << ',' << s.setting.population << ',' << s.setting.steps << ','
          << s.setting.gain << ',' << s.setting.generations << ',' << a.arm << ',' << a.n << ',' << a.solved;
      for (const double v : {a.low, a.high, a.p, a.first_quartile, a.median, a.third_quartile, a.expected, a.test, a.deviation, a.error,
                             a.worst_decile, a.against_best, a.spent, a.charged, a.births, a.training_seconds, a.operator_seconds})
        out << ',' << v;
      out << '\n';
    }
}

}  // namespace effect
