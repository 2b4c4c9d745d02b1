#pragma once
// Everything that runs on CPUs. `#include <genoprop/genoprop.hpp>  namespace gp = genoprop;`

#include <genoprop/backend/serial.hpp>
#include <genoprop/backend/threads.hpp>
#include <genoprop/data/dataset.hpp>
#include <genoprop/data/idx.hpp>
#include <genoprop/data/scale.hpp>
#include <genoprop/data/split.hpp>
#include <genoprop/data/strokes.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/distribute/team.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/engine/progress.hpp>
#include <genoprop/engine/stop_on_signal.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/mutate/redraw_units.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/evolve/select/truncation.hpp>
#include <genoprop/io/history.hpp>
#include <genoprop/io/report_page.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/supervised.hpp>
