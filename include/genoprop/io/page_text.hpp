#pragma once
// Text, styles and script of the page of a run; the run as JSON stands between the two. Colours follow the reader's scheme, light or dark.

namespace genoprop::io_detail {

inline constexpr const char* page_head = R"page(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>genoprop run</title>
<style>
:root{color-scheme:light dark;--ink:#1c2430;--soft:#667085;--line:#d9dee7;--page:#fbfcfe;--best:#c2410c;--birth:#0f766e;--cell:15 118 110}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf2;--soft:#9aa5b8;--line:#2d3646;--page:#11161f;--best:#fb923c;--birth:#2dd4bf;--cell:45 212 191}}
body{margin:0 auto;max-width:70rem;padding:1.25rem 1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.4rem;margin:0 0 .25rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin:1.75rem 0 .25rem;overflow-wrap:anywhere}
h3{font-size:.95rem;margin:1rem 0 .25rem;overflow-wrap:anywhere}p{margin:.25rem 0 .5rem;color:var(--soft);max-width:70ch}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem;margin:1rem 0}
.cards div{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}.cards b{display:block;font-size:1.15rem;font-variant-numeric:tabular-nums}
.cards span{color:var(--soft);font-size:.85rem}
svg{display:block;width:100%;height:auto;touch-action:pan-y}svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--line)}.one{fill:none;stroke-width:1.2;opacity:.55}.on .one{opacity:.12}.on .one.lit{opacity:1;stroke-width:2.4}
.best{fill:none;stroke:var(--best);stroke-width:2.2}.born{fill:var(--birth);stroke:var(--page)}
.point{fill:var(--birth);opacity:.5}.even{stroke:var(--best);stroke-width:1.5}.cell{fill:rgb(var(--cell))}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1rem}
#note,#cell{min-height:1.5rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;max-width:100%}table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .7rem .2rem 0;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
.named td:first-child,.named th:first-child{text-align:left}.named td,.named th,.matrix th{max-width:9rem;overflow:hidden;text-overflow:ellipsis}
.tall{max-height:26rem;overflow-y:auto}.matrix td,.matrix th{padding:.3rem .55rem;border:1px solid var(--page)}.matrix th{font-weight:400;color:var(--soft)}.matrix td.hit{outline:1px solid var(--birth);outline-offset:-2px}
.matrix th:first-child{position:sticky;left:0;background:var(--page);text-align:left}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1rem;margin:.5rem 0;font-size:.9rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--soft);margin:.75rem 0 .25rem}
@media(max-width:40rem){dl{grid-template-columns:7rem 1fr;gap:.2rem .6rem}td,th{padding-right:.5rem;font-size:.85rem}.matrix th,.named td,.named th{max-width:6.5rem}}
</style></head><body>
<h1 id="title">genoprop run</h1><p id="sub"></p><div class="cards" id="cards"></div>
<h2>Validation loss of every individual</h2><p>One line an individual; a dot where a slot was reborn. Point at a line to single it out.</p>
<svg id="loss" viewBox="0 0 960 400" role="img" aria-label="validation loss of every individual by generation"></svg><div id="note"></div>
<div id="judged"></div>
<h2>Diversity and births</h2><p>Diversity: spread of sampled weights over their size; 0 when all networks are one. Bars: births a generation.</p>
<svg id="diversity" viewBox="0 0 960 200" role="img" aria-label="diversity and births by generation"></svg>
<div id="numbers"></div>
<h2>Last generation</h2><div class="scroll tall"><table id="last"></table></div>
<h2>Settings and provenance</h2><dl id="facts"></dl>
<script>
(()=>{  // a scope of its own: window has names such as top
const run=)page";

inline constexpr const char* page_tail = R"page(;
const S='http://www.w3.org/2000/svg',el=(n,a,p)=>{const e=document.createElementNS(S,n);for(const k in a)e.setAttribute(k,a[k]);p.appendChild(e);return e},at=id=>document.getElementById(id),
put=(tag,text,box)=>{const e=document.createElement(tag);if(text!=null)e.textContent=text;box.appendChild(e);return e};
const G=run.generations,P=G.length?G[0].lives.length:0,fmt=v=>v==null?'-':Math.abs(v)>=1e5||(v!==0&&Math.abs(v)<1e-3)?(+v.toPrecision(3)).toExponential():(+v.toPrecision(4)).toString();
const W=Math.round(Math.max(280,Math.min(1100,at('loss').getBoundingClientRect().width||960))),L=58,R=W-12;  // drawn at the width it is read at: letters keep their size
const plot=(svg,high)=>{svg.setAttribute('viewBox',`0 0 ${W} ${high}`);return high-28};
const end=G[G.length-1],births=G.reduce((n,g)=>n+g.births.length,0),lost=G.reduce((n,g)=>n+g.diverged,0);
document.title=at('title').textContent=run.title;
at('sub').textContent=`${run.population} individuals, ${G.length} generation${G.length>1?'s':''} of ${run.steps} steps, batch ${run.batch||'all rows'}, seed ${run.seed}, genoprop ${run.version}`+(run.stopped?`. Stopped before its end: ${end.generations} generations were planned.`:'');
const cards=(box,list)=>{for(const [k,v] of list){const d=put('div',null,box);put('b',v,d);put('span',k,d)}};
cards(at('cards'),[['best fitness',fmt(run.best)],['lowest loss now',fmt(end.best_loss)],['births',births],['diverged',lost],['gradient steps',end.steps.toLocaleString('en')],['seconds',fmt(end.seconds)]]);
const x=i=>L+(R-L)*(G.length>1?i/(G.length-1):.5);
function scale(low,top,lo,hi,log){if(hi===lo){const d=Math.abs(lo)*.01+1e-9;hi=lo+d;if(!log)lo-=d}
 const t=[];if(log){for(let e=Math.floor(Math.log10(lo));e<=Math.ceil(Math.log10(hi));e++)for(const m of [1,2,5])t.push(m*10**e)}
 else{const raw=(hi-lo)/4,p=10**Math.floor(Math.log10(raw)),s=[1,2,5,10].find(m=>m*p>=raw)*p;for(let k=Math.ceil(lo/s-1e-9);k*s<=hi+s*1e-9;k++)t.push(+(k*s).toPrecision(6))}
 const f=log?v=>low-(low-top)*(Math.log10(v)-Math.log10(lo))/(Math.log10(hi)-Math.log10(lo)):v=>low-(low-top)*(v-lo)/(hi-lo);
 return [f,t.filter(v=>v>=lo-(hi-lo)*1e-9&&v<=hi+(hi-lo)*1e-9)]}
function axis(svg,top,low,lo,hi,log){let [f,t]=scale(low,top,lo,hi,log),seen=1e9;if(log&&t.length<3&&hi>lo)t=scale(low,top,lo,hi,false)[1];
 for(const v of t){const y=f(v);el('line',{x1:L,x2:R,y1:y,y2:y,class:'grid'},svg);if(Math.abs(y-seen)>15){el('text',{x:L-6,y:y+4,'text-anchor':'end'},svg).textContent=fmt(v);seen=y}}
 const n=Math.max(1,Math.ceil(G.length/(W/70)));for(let i=0;i<G.length;i+=n)el('text',{x:x(i),y:low+18,'text-anchor':'middle'},svg).textContent=G[i].generation;return f}
const line=(of,y)=>{let d='',pen=false;G.forEach((g,i)=>{const v=of(g);if(v==null){pen=false;return}d+=(pen?'L':'M')+x(i).toFixed(1)+' '+y(v).toFixed(1);pen=true});return d},hue=s=>`hsl(${(s*137.5)%360} 55% 50%)`;
const dots=(svg,of,y)=>{if(G.length===1)G[0].lives.forEach((l,s)=>{if(of(l)!=null)el('circle',{cx:x(0),cy:y(of(l)),r:4,fill:hue(s)},svg)})};  // one generation has no lines
const svg=at('loss'),all=G.flatMap(g=>g.lives.map(l=>l.loss)).filter(v=>v!=null),pos=all.every(v=>v>0),low=plot(svg,Math.max(280,Math.min(400,Math.round(W*.42))));
if(all.length){const y=axis(svg,12,low,all.reduce((a,b)=>Math.min(a,b)),all.reduce((a,b)=>Math.max(a,b)),pos),note=at('note');
 const rows=[...Array(P).keys()].map(s=>el('path',{d:line(g=>g.lives[s].loss,y),class:'one',stroke:hue(s)},svg));
 el('path',{d:line(g=>g.best_loss,y),class:'best'},svg);dots(svg,l=>l.loss,y);
 G.forEach((g,i)=>g.births.forEach(b=>{const v=g.lives[b.slot].loss;const c=el('circle',{cx:x(i),cy:v==null?12:y(v),r:3.2,class:'born'},svg);
  el('title',{},c).textContent=`generation ${g.generation}: slot ${b.slot} ${b.kind}${b.parents[0]>=0?' from '+b.parents.filter(p=>p>=0).join(' and '):''}`}));
 svg.addEventListener('pointermove',e=>{const q=svg.createSVGPoint();q.x=e.clientX;q.y=e.clientY;const m=q.matrixTransform(svg.getScreenCTM().inverse()),i=Math.round((m.x-L)/(R-L)*(G.length-1));if(i<0||i>=G.length)return;
  let near=-1,far=1e9;G[i].lives.forEach((l,s)=>{if(l.loss==null)return;const t=Math.abs(y(l.loss)-m.y);if(t<far){far=t;near=s}});svg.classList.add('on');rows.forEach((p,s)=>p.classList.toggle('lit',s===near));
  if(near>=0)note.textContent=`generation ${G[i].generation}: slot ${near}, loss ${fmt(G[i].lives[near].loss)}, age ${G[i].lives[near].age}`});
 svg.addEventListener('pointerleave',()=>{svg.classList.remove('on');note.textContent=''})}
else el('text',{x:W/2,y:low/2,'text-anchor':'middle'},svg).textContent='no finite loss';
const sv=at('diversity'),dv=G.map(g=>g.diversity??0),foot=plot(sv,200),yd=axis(sv,10,foot,0,Math.max(1e-9,...dv),false),most=Math.max(1,...G.map(g=>g.births.length)),wide=Math.max(1.5,Math.min(6,(R-L)/G.length*.7));
G.forEach((g,i)=>{if(g.births.length)el('rect',{x:x(i)-wide/2,width:wide,y:foot-60*g.births.length/most,height:60*g.births.length/most,fill:'var(--birth)',opacity:.45},sv)});
el('path',{d:dv.map((v,i)=>(i?'L':'M')+x(i).toFixed(1)+' '+yd(v).toFixed(1)).join(''),class:'best'},sv);
if(G.length&&G[0].lives[0].numbers)G[0].lives[0].numbers.forEach((_,k)=>{const box=at('numbers'),name=(run.numbers||[])[k],h=put('h2',name?`Optimizer's ${name} of every individual`:`Optimizer number ${k+1} of every individual`,box);
 const s=el('svg',{role:'img','aria-label':h.textContent},box),of=l=>l.numbers[k],v=G.flatMap(g=>g.lives.map(of)).filter(v=>v!=null);if(!v.length)return;
 const lo=v.reduce((a,b)=>Math.min(a,b)),hi=v.reduce((a,b)=>Math.max(a,b)),y=axis(s,10,plot(s,200),lo,hi,lo>0);
 for(let i=0;i<P;i++)el('path',{d:line(g=>of(g.lives[i]),y),class:'one',stroke:hue(i)},s);dots(s,of,y)});
const row=(t,cells,tag)=>{const r=t.insertRow();for(const c of cells)put(tag,c,r);return r};
row(at('last'),['slot','fitness','loss','accuracy','age','status'],'th');end.lives.forEach((l,s)=>row(at('last'),[s,fmt(l.fitness),fmt(l.loss),fmt(l.accuracy),l.age,l.status],'td'));
for(const [k,v] of run.facts){put('dt',k,at('facts'));put('dd',v,at('facts'))}
const J=run.judged,box=at('judged'),pct=v=>Number.isFinite(v)?(100*v).toFixed(1)+' %':'-';
const table=(box,kind)=>{const s=put('div',null,box),t=put('table',null,s);s.className='scroll';t.className=kind;return t};
if(J){put('h2',`The best network on the ${J.rows.toLocaleString('en')} ${J.on}`,box);if(J.numbers.length){const c=put('div',null,box);c.className='cards';cards(c,J.numbers.map(([k,v])=>[k,fmt(v)]))}
 if(J.kind==='classes'){const N=J.names,C=N.length,m=new Map(J.counts.map(([t,s,n])=>[t*C+s,n])),n=(t,s)=>m.get(t*C+s)||0,are=Array(C).fill(0),said=Array(C).fill(0);J.counts.forEach(([t,s,k])=>{are[t]+=k;said[s]+=k});
  put('h3','Confusion matrix',box);put('p','A row a true class, a column the class that was said; colour is the share of the row.',box);
  if(C<=12){const t=table(box,'matrix'),h=row(t,['true \\ said',...N,'right'],'th');N.forEach((name,k)=>h.cells[k+1].title=name);
   N.forEach((name,i)=>{const r=t.insertRow(),th=put('th',name,r);th.title=name;N.forEach((other,j)=>{const d=put('td',n(i,j).toLocaleString('en'),r),share=are[i]?n(i,j)/are[i]:0;d.style.background=`rgb(var(--cell) / ${(.75*share).toFixed(3)})`;if(i===j)d.className='hit';d.title=`${name} said to be ${other}`});put('td',pct(n(i,i)/are[i]),r)})}
  else{const side=Math.min(W,640),u=side/C,s=el('svg',{viewBox:`0 0 ${side} ${side}`,style:`max-width:${side}px`,role:'img','aria-label':'confusion matrix'},box),note=put('div',null,box);note.id='cell';
   el('rect',{x:.5,y:.5,width:side-1,height:side-1,fill:'none',class:'grid'},s);for(let k=5;k<C;k+=5){el('line',{x1:k*u,x2:k*u,y1:0,y2:side,class:'grid'},s);el('line',{x1:0,x2:side,y1:k*u,y2:k*u,class:'grid'},s)}
   for(const [i,j,k] of J.counts)el('title',{},el('rect',{x:j*u,y:i*u,width:u,height:u,class:'cell','fill-opacity':(.12+.88*k/are[i]).toFixed(3)},s)).textContent=`${N[i]} said to be ${N[j]}: ${k} of ${are[i]}`;
   s.addEventListener('pointermove',e=>{const b=s.getBoundingClientRect(),i=Math.floor((e.clientY-b.top)/b.height*C),j=Math.floor((e.clientX-b.left)/b.width*C);if(i>=0&&j>=0&&i<C&&j<C)note.textContent=`${N[i]} said to be ${N[j]}: ${n(i,j)} of ${are[i]}`})}
  const wrong=J.counts.filter(([t,s])=>t!==s).sort((a,b)=>b[2]-a[2]).slice(0,8);
  if(C>3&&wrong.length){put('h3','Most often confused',box);const t=table(box,'named');row(t,['true class','said','rows','of'],'th');for(const [i,j,k] of wrong)row(t,[N[i],N[j],k,are[i]],'td')}
  const d=put('details',null,box);d.open=C<=12;put('summary','Class by class',d);const t=table(d,'named');row(t,['class','rows','recall','precision'],'th');N.forEach((name,i)=>row(t,[name,are[i],pct(n(i,i)/are[i]),pct(n(i,i)/said[i])],'td'))}
 if(J.kind==='labels'){const t=table(box,'named');row(t,['label','rows','recall','precision'],'th');for(const o of J.outputs){const [nn,ny,yn,yy]=o.counts;row(t,[o.name,yn+yy,pct(yy/(yn+yy)),pct(yy/(ny+yy))],'td')}}
 if(J.kind==='values'){put('h3','Predicted against true',box);put('p','Across: the true value; up: the predicted one. On the line they are equal.'+(J.more?` ${J.more} more outputs are not drawn.`:''),box);const g=put('div',null,box);g.className='plots';
  for(const o of J.outputs){const d=put('div',null,g);put('h3',J.outputs.length>1||o.name!=='0'?o.name:'output',d);const v=o.points.flat(),lo=v.reduce((a,b)=>Math.min(a,b),Infinity),hi=v.reduce((a,b)=>Math.max(a,b),-Infinity);
   if(v.length){const s=el('svg',{viewBox:'0 0 360 360',style:'max-width:26rem',role:'img','aria-label':`${o.name}: predicted against true`},d),[fy,t]=scale(326,10,lo,hi,false),[fx]=scale(350,54,lo,hi,false),X=v=>404-fx(v);let seen=-99;
    for(const v of t){el('line',{x1:54,x2:350,y1:fy(v),y2:fy(v),class:'grid'},s);el('line',{x1:X(v),x2:X(v),y1:10,y2:326,class:'grid'},s);el('text',{x:48,y:fy(v)+4,'text-anchor':'end'},s).textContent=fmt(v);if(X(v)-seen>44){el('text',{x:X(v),y:346,'text-anchor':'middle'},s).textContent=fmt(v);seen=X(v)}}
    el('line',{x1:X(lo),y1:fy(lo),x2:X(hi),y2:fy(hi),class:'even'},s);for(const [a,b] of o.points)el('circle',{cx:X(a).toFixed(1),cy:fy(b).toFixed(1),r:2.6,class:'point'},s)}
   put('p',o.numbers.map(([k,v])=>`${k} ${fmt(v)}`).join(', '),d)}}}
else if(run.unjudged)put('p',run.unjudged,box);
})();
</script></body></html>
)page";

}  // namespace genoprop::io_detail
