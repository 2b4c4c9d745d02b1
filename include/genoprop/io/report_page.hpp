#pragma once
// The picture of a run: one self-contained page. The curve of every individual, its births marked; the numbers of the run.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include <genoprop/engine/result.hpp>
#include <genoprop/io/history.hpp>

namespace genoprop {

namespace io_detail {

/// Text, styles and script of the page; DATA stands for the run as JSON. Colours follow the reader's scheme, light or dark.
inline constexpr const char* page_head = R"page(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>genoprop run</title>
<style>
:root{color-scheme:light dark;--ink:#1c2430;--soft:#667085;--line:#d9dee7;--page:#fbfcfe;--best:#c2410c;--birth:#0f766e}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf2;--soft:#9aa5b8;--line:#2d3646;--page:#11161f;--best:#fb923c;--birth:#2dd4bf}}
body{margin:0 auto;max-width:70rem;padding:1.25rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.4rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.75rem 0 .25rem}p{margin:.25rem 0 .5rem;color:var(--soft);max-width:60ch}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem;margin:1rem 0}
.cards div{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}.cards b{display:block;font-size:1.15rem;font-variant-numeric:tabular-nums}
.cards span{color:var(--soft);font-size:.85rem}
svg{display:block;width:100%;height:auto;touch-action:pan-y}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--line)}.one{fill:none;stroke-width:1.2;opacity:.55}.on .one{opacity:.12}.on .one.lit{opacity:1;stroke-width:2.4}
.best{fill:none;stroke:var(--best);stroke-width:2.2}.born{fill:var(--birth);stroke:var(--page)}
@media(max-width:40rem){svg text{font-size:16px}.one{stroke-width:2}.best{stroke-width:3.5}}
#note{min-height:1.5rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}td,th{padding:.2rem .8rem .2rem 0;text-align:right;border-bottom:1px solid var(--line)}
</style></head><body>
<h1>genoprop run</h1><p id="sub"></p><div class="cards" id="cards"></div>
<h2>Validation loss of every individual</h2><p>One line an individual; a dot where a slot was reborn. Point at a line to single it out.</p>
<svg id="loss" viewBox="0 0 960 400" role="img" aria-label="validation loss of every individual by generation"></svg><div id="note"></div>
<h2>Diversity and births</h2><p>Diversity: spread of sampled weights over their size; 0 when all networks are one. Bars: births a generation.</p>
<svg id="diversity" viewBox="0 0 960 200" role="img" aria-label="diversity and births by generation"></svg>
<div id="numbers"></div>
<h2>Last generation</h2><div class="scroll"><table id="last"></table></div>
<script>
(()=>{  // a scope of its own: window has names such as top
const run=)page";

inline constexpr const char* page_tail = R"page(;
const S='http://www.w3.org/2000/svg',el=(n,a,p)=>{const e=document.createElementNS(S,n);for(const k in a)e.setAttribute(k,a[k]);p.appendChild(e);return e};
const G=run.generations,P=G.length?G[0].lives.length:0,L=56,R=944,fmt=v=>v==null?'-':Math.abs(v)>=1e4||(v!==0&&Math.abs(v)<1e-3)?v.toExponential(2):(+v.toPrecision(4)).toString();
document.getElementById('sub').textContent=`${run.population} individuals, ${G.length} generations of ${run.steps} steps, batch ${run.batch||'all rows'}, seed ${run.seed}, genoprop ${run.version}`;
const end=G[G.length-1],births=G.reduce((n,g)=>n+g.births.length,0),lost=G.reduce((n,g)=>n+g.diverged,0);
for(const [k,v] of [['best fitness',fmt(run.best)],['lowest loss now',fmt(end.best_loss)],['births',births],['diverged',lost],['gradient steps',end.steps.toLocaleString('en')],['seconds',fmt(end.seconds)]]){
 const d=document.createElement('div');d.innerHTML='<b></b><span></span>';d.children[0].textContent=v;d.children[1].textContent=k;document.getElementById('cards').appendChild(d)}
const x=i=>L+(R-L)*(G.length>1?i/(G.length-1):.5);
function axis(svg,top,low,lo,hi,log){const t=[];if(log){for(let e=Math.floor(Math.log10(lo));e<=Math.ceil(Math.log10(hi));e++)for(const m of [1,2,5])t.push(m*10**e)}else for(let k=0;k<=4;k++)t.push(lo+(hi-lo)*k/4);
 const f=log?v=>low-(low-top)*(Math.log10(v)-Math.log10(lo))/((Math.log10(hi)-Math.log10(lo))||1):v=>low-(low-top)*(v-lo)/((hi-lo)||1);let seen=-99;
 for(const v of t){if(v<lo*.999||v>hi*1.001)continue;const y=f(v);el('line',{x1:L,x2:R,y1:y,y2:y,class:'grid'},svg);if(Math.abs(y-seen)>13){el('text',{x:L-6,y:y+4,'text-anchor':'end'},svg).textContent=fmt(+v.toPrecision(3));seen=y}}
 const n=Math.max(1,Math.ceil(G.length/10));for(let i=0;i<G.length;i+=n)el('text',{x:x(i),y:low+16,'text-anchor':'middle'},svg).textContent=G[i].generation;return f}
const svg=document.getElementById('loss'),all=G.flatMap(g=>g.lives.map(l=>l.loss)).filter(v=>v!=null),pos=all.every(v=>v>0);
if(all.length){const lo=Math.min(...all),hi=Math.max(...all),y=axis(svg,12,370,lo,hi===lo?lo+1e-9+Math.abs(lo)*.01:hi,pos),note=document.getElementById('note');
 const rows=[...Array(P).keys()].map(s=>{let d='',pen=false;G.forEach((g,i)=>{const v=g.lives[s].loss;if(v==null){pen=false;return}d+=(pen?'L':'M')+x(i).toFixed(1)+' '+y(v).toFixed(1);pen=true});
  const p=el('path',{d,class:'one',stroke:`hsl(${(s*137.5)%360} 55% 50%)`},svg);return p});
 let d='';G.forEach((g,i)=>{if(g.best_loss!=null)d+=(d?'L':'M')+x(i).toFixed(1)+' '+y(g.best_loss).toFixed(1)});el('path',{d,class:'best'},svg);
 G.forEach((g,i)=>g.births.forEach(b=>{const v=g.lives[b.slot].loss;const c=el('circle',{cx:x(i),cy:v==null?12:y(v),r:3.2,class:'born'},svg);
  el('title',{},c).textContent=`generation ${g.generation}: slot ${b.slot} ${b.kind}${b.parents[0]>=0?' from '+b.parents.filter(p=>p>=0).join(' and '):''}`}));
 svg.addEventListener('pointermove',e=>{const q=svg.createSVGPoint();q.x=e.clientX;q.y=e.clientY;const m=q.matrixTransform(svg.getScreenCTM().inverse()),i=Math.round((m.x-L)/(R-L)*(G.length-1));if(i<0||i>=G.length)return;
  let near=-1,far=1e9;G[i].lives.forEach((l,s)=>{if(l.loss==null)return;const t=Math.abs(y(l.loss)-m.y);if(t<far){far=t;near=s}});svg.classList.add('on');rows.forEach((p,s)=>p.classList.toggle('lit',s===near));
  if(near>=0)note.textContent=`generation ${G[i].generation}: slot ${near}, loss ${fmt(G[i].lives[near].loss)}, age ${G[i].lives[near].age}`});
 svg.addEventListener('pointerleave',()=>{svg.classList.remove('on');note.textContent=''})}
const sv=document.getElementById('diversity'),dv=G.map(g=>g.diversity??0),top=Math.max(1e-9,...dv),yd=axis(sv,10,170,0,top,false),most=Math.max(1,...G.map(g=>g.births.length));
G.forEach((g,i)=>{if(g.births.length)el('rect',{x:x(i)-3,width:6,y:170-60*g.births.length/most,height:60*g.births.length/most,fill:'var(--birth)',opacity:.45},sv)});
el('path',{d:dv.map((v,i)=>(i?'L':'M')+x(i).toFixed(1)+' '+yd(v).toFixed(1)).join(''),class:'best'},sv);
if(G[0].lives[0].numbers)G[0].lives[0].numbers.forEach((_,k)=>{const box=document.getElementById('numbers'),h=document.createElement('h2');h.textContent=`Optimizer number ${k+1} of every individual`;box.appendChild(h);
 const s=el('svg',{viewBox:'0 0 960 200',role:'img','aria-label':h.textContent},box),of=l=>l.numbers[k],v=G.flatMap(g=>g.lives.map(of)).filter(v=>v!=null);if(!v.length)return;
 const lo=Math.min(...v),hi=Math.max(...v),y=axis(s,10,170,lo,hi===lo?lo+1e-9+Math.abs(lo)*.01:hi,lo>0);
 for(let i=0;i<P;i++){let d='',pen=false;G.forEach((g,n)=>{const v=of(g.lives[i]);if(v!=null)d+=(pen?'L':'M')+x(n).toFixed(1)+' '+y(v).toFixed(1);pen=v!=null});el('path',{d,class:'one',stroke:`hsl(${(i*137.5)%360} 55% 50%)`},s)}});
const t=document.getElementById('last'),row=(cells,tag)=>{const r=t.insertRow();for(const c of cells){const k=document.createElement(tag);k.textContent=c;r.appendChild(k)}};
row(['slot','fitness','loss','accuracy','age','status'],'th');end.lives.forEach((l,s)=>row([s,fmt(l.fitness),fmt(l.loss),fmt(l.accuracy),l.age,l.status],'td'));
})();
</script></body></html>
)page";

}  // namespace io_detail

/// `result.report("run.html")`
template <class Objective>
void Result<Objective>::report(const std::filesystem::path& path) const {
  require<Error>(!history_.empty(), "report: the run has no generation, expected at least 1");
  nlohmann::json run;
  run["population"] = settings_.population;
  run["steps"] = settings_.steps;
  run["batch"] = settings_.batch;
  run["seed"] = std::to_string(settings_.seed);  // 64 bits are more than a script's numbers hold
  run["version"] = GENOPROP_VERSION;
  run["best"] = io_detail::number(population_.champion_fitness);
  const io_detail::Evolving evolving = io_detail::evolving_in(history_);
  for (const Report& r : history_) run["generations"].push_back(io_detail::json_of(r, evolving));
  io_detail::write_text("report", path, io_detail::page_head + run.dump() + io_detail::page_tail);
}

}  // namespace genoprop
