// Learning rates that evolve. Every network draws its own rate, the population finds a good one and lowers it when it is time;
// the schedule that was found can be used for one network alone.
// expected last line: test accuracy [0-9.]+, with the schedule that was found and one network [0-9.]+

#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

int main() {
  const auto strokes = gp::stroke_digits({.rows = 6'000, .seed = 1});
  const auto data = gp::split(strokes, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = 1});
  const auto net = gp::sequential(gp::input(784), gp::dense(32), gp::relu(), gp::dense(10));
  const auto problem = gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data};

  // population based training: the worst fifth goes on from one of the best fifth, at 0.8 or 1.2 times its rate
  const gp::Evolve rate{&gp::Sgd::rate, {.low = 1e-4, .high = 3, .scale = gp::Scale::log}};
  const gp::Settings settings{.population = 10, .generations = 20, .steps = 50, .seed = 1};
  const gp::Sgd sgd{.momentum = 0.9f};
  const auto found = gp::Evolution{problem, sgd, gp::presets::pbt(rate)}.fit(settings, gp::Progress{});

  // the rates along the line of the network that is best now
  const gp::Ranking now(found.population().lives, gp::Ranking::By::now);
  const auto schedule = found.schedule(now.slot(0));
  for (std::size_t g = 0; g < schedule.size(); g += 4) std::cout << "generation " << g + 1 << ": rate " << schedule[g][0] << '\n';

  gp::Settings one = settings;
  one.population = 1;
  const auto replay = gp::presets::plain_bp().with(gp::Schedule{rate, schedule});
  const auto alone = gp::Evolution{problem, sgd, replay}.fit(one);
  std::cout << "test accuracy " << gp::accuracy(found.best(), data.test) << ", with the schedule that was found and one network "
            << gp::accuracy(alone.best(), data.test) << '\n';
}
