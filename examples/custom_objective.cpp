// An objective of one's own: a loss and a gradient over the genes, here the closed-form risk of teacher_student_risk.hpp.
// Every individual of the population can get stuck in a spurious minimum; together they leave it.
// expected last line: the best risk of the population is [0-9.e-]+, of the same steps without evolution [0-9.e-]+

#include <genoprop/genoprop.hpp>
#include <iostream>

#include "teacher_student_risk.hpp"

namespace gp = genoprop;

int main() {
  const TeacherStudentRisk risk{.inputs = 20, .units = 20};
  static_assert(gp::PlainObjective<TeacherStudentRisk>);

  const gp::Settings settings{.population = 8, .generations = 40, .steps = 250, .seed = 3};
  const gp::Sgd descent{.rate = 0.1f};
  const auto evolved = gp::Evolution{risk, descent}.fit(settings, gp::Progress{});
  const auto alone = gp::Evolution{risk, descent, gp::presets::restarts()}.fit(settings);

  std::cout << "weights of the best network: " << evolved.best().genes().size() << '\n';
  std::cout << "the best risk of the population is " << -evolved.best().fitness() << ", of the same steps without evolution "
            << -alone.best().fitness() << '\n';
}
