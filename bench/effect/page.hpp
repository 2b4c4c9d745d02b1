#pragma once
// Text, styles and script of the report's page; the results stand between head and tail as JSON.

namespace effect {

inline constexpr const char* page_head = R"page(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>genoprop: does evolving pay?</title>
<style>
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6678;--line:#d9dee7;--page:#fbfcfe;--card:#fff;--good:#0f766e;--bad:#b42318;--mark:#c2410c;--L:42%}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf2;--soft:#9aa5b8;--line:#2d3646;--page:#11161f;--card:#171d28;--good:#2dd4bf;--bad:#f97066;--mark:#fb923c;--L:62%}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.25rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .1rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .1rem}p{margin:.25rem 0 .5rem;color:var(--soft);max-width:75ch}a{color:inherit}
nav{display:flex;flex-wrap:wrap;gap:.35rem;margin:1rem 0}nav a{border:1px solid var(--line);border-radius:.4rem;padding:.15rem .6rem;text-decoration:none;font-size:.9rem;background:var(--card)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;background:var(--card)}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;width:100%}
td,th{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th{font-weight:600;color:var(--soft);vertical-align:bottom;white-space:normal;min-width:4.6rem;line-height:1.25}
tr:last-child td{border-bottom:0}td:first-child,th:first-child{text-align:left;position:sticky;left:0;background:var(--card)}
tr.dim td{opacity:.35}.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.bar{display:inline-block;vertical-align:middle;width:5.5rem;margin-left:.5rem}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}@media(max-width:60rem){.two{grid-template-columns:minmax(0,1fr)}}
.alone{max-width:46rem}svg{display:block;width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--line)}.curve{fill:none;stroke-width:2}.dim .curve,.dim circle{opacity:.1}.dim .lit{opacity:1;stroke-width:3}
.key{display:flex;flex-wrap:wrap;gap:.1rem .8rem;font-size:.875rem;margin:.3rem 0}.key span{display:inline-flex;align-items:center;gap:.35rem;cursor:default}.key i{width:.9rem;height:.22rem;border-radius:.1rem}
.swatch{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;margin-right:.4rem}
@media(max-width:40rem){body{padding:.8rem}svg text{font-size:20px}.curve{stroke-width:3.5}.bar{display:none}}
</style></head><body>
<h1>Does evolving pay?</h1><p id="sub"></p>
<p>Every arm starts a seed with the same data and the same initial networks. Intervals: Wilson, 95 %. p: Fisher's exact test of success against
best of P, coloured below 0.05. Steps to target: failures count as never; expected steps are all steps of all runs over the number of
successes. Test error: lower is better; the mean difference from best of P, paired by seed, is given in its standard errors, below 0 where the arm is better, coloured beyond two.</p>
<p>Budgets count gradient steps; births pay from them what they pass forward for alignment and screening, at a third of a step for as many
rows as a batch has. Validation passes are not in them; one column says what they would add, in % of the steps. The rates that a tuned arm tries, but the best one, are charged nowhere.</p>
<nav id="nav"></nav><main id="main"></main>
<script>
(()=>{  // a scope of its own: window has names such as top
const D=)page";

inline constexpr const char* page_tail = R"page(;
const S='http://www.w3.org/2000/svg',el=(n,a,p,t)=>{const e=document.createElementNS(S,n);for(const k in a)e.setAttribute(k,a[k]);if(t!=null)e.textContent=t;p.appendChild(e);return e};
const tag=(n,p,t,c)=>{const e=document.createElement(n);if(t!=null)e.textContent=t;if(c)e.className=c;p.appendChild(e);return e};
const fmt=(v,d=3)=>v==null?'-':v===0?'0':Math.abs(v)<1e-3||Math.abs(v)>=1e7?v.toExponential(1):Math.abs(v)>=1e4?Math.round(v).toLocaleString('en'):(+v.toPrecision(d)).toString();
const short=v=>v>=1e6?+(v/1e6).toPrecision(3)+'M':v>=1e3?+(v/1e3).toPrecision(3)+'k':''+ +v.toPrecision(3);
const never=v=>v==null?'never':fmt(v);
const names=Object.keys(D.arms),hue={};{const seen=[];for(const s of D.settings)for(const a of s.arms)if(!seen.includes(a.arm))seen.push(a.arm);seen.forEach((n,i)=>hue[n]=n==='best_of_p'?'var(--soft)':`hsl(${(20+i*137.5)%360} 65% var(--L))`)}
document.getElementById('sub').textContent=[`genoprop ${D.version}`,D.cpu,D.compiler,`seeds ${D.first} and up, ${D.seeds} of them`,D.note].filter(Boolean).join(' · ');
const main=document.getElementById('main'),nav=document.getElementById('nav');
const title=s=>`${s.problem}, P ${s.population}, S ${s.steps.toLocaleString('en')}${s.gain===1?'':`, gain ${s.gain}`}${s.generations===40?'':`, ${s.generations} generations`}${s.axis==='total'?'':', equal steps per worker'}`;

function verdict(td,v,good,bad){if(good)td.className='good';if(bad)td.className='bad';td.textContent=v}
function table(box,s,goal){  // without a target nobody is ever solved: test errors alone
 const scroll=tag('div',box,null,'scroll'),t=tag('table',scroll),head=t.insertRow();
 for(const h of ['arm',...(goal?['solved','95 % interval','p against best of P','median steps to target (quartiles)','expected steps']:[]),'mean test error','from best of P, standard errors','deviation','worst tenth','births','evaluation, %','BP + operators, s'])tag('th',head,h);
 const best=s.arms.find(a=>a.arm==='best_of_p');
 for(const a of s.arms){const r=t.insertRow(),c=v=>{const td=r.insertCell();td.textContent=v;return td};r.dataset.arm=a.arm;
  const name=c('');const sw=tag('i',name,null,'swatch');sw.style.background=hue[a.arm];tag('span',name,a.arm).title=D.arms[a.arm];
  if(goal){c(`${(100*a.solved/a.n).toFixed(a.n>=200?1:0)} % (${a.solved}/${a.n})`);
  const i=c(`${(100*a.low).toFixed(0)} to ${(100*a.high).toFixed(0)}`),b=el('svg',{viewBox:'0 0 112 10',class:'bar'},i);
  el('line',{x1:1,x2:111,y1:5,y2:5,class:'grid'},b);el('line',{x1:1+110*a.low,x2:1+110*a.high,y1:5,y2:5,stroke:hue[a.arm],'stroke-width':3},b);el('circle',{cx:1+110*a.solved/a.n,cy:5,r:3.5,fill:hue[a.arm]},b);
  const rate=best?a.solved/a.n-best.solved/best.n:0;verdict(c(''),fmt(a.p,2),a.p!=null&&a.p<.05&&rate>0,a.p!=null&&a.p<.05&&rate<0);
  c(a.median==null&&a.first_quartile==null?'never':`${never(a.median)} (${never(a.first_quartile)} to ${never(a.third_quartile)})`);c(never(a.expected))}
  c(fmt(a.test));verdict(c(''),a.against_best==null?'-':(a.against_best>0?'+':'')+a.against_best.toFixed(1),a.against_best<-2,a.against_best>2);
  c(fmt(a.deviation));c(fmt(a.worst_decile));c(fmt(a.births));c(a.spent?(100*a.charged/a.spent).toFixed(1):'-');c(`${fmt(a.training_seconds)} + ${fmt(a.operator_seconds,2)}`)}
}
function ticks(lo,hi,log,n=5){const t=[];if(log){let a=Math.floor(Math.log10(lo)),b=Math.ceil(Math.log10(hi)),by=Math.max(1,Math.ceil((b-a)/n));for(let e=a;e<=b;e++)for(const m of b-a<3?[1,2,5]:[1])if(b-a<3||(e-a)%by===0)t.push(m*10**e)}
 else{const step=10**Math.floor(Math.log10((hi-lo)/n||1)),k=[1,2,5,10].find(k=>(hi-lo)/(k*step)<=n)||10;for(let v=Math.ceil(lo/(k*step))*k*step;v<=hi*1.0001;v+=k*step)t.push(v)}return t.filter(v=>v>=lo*.999&&v<=hi*1.001)}
const narrow=innerWidth<640,W=620,L=narrow?76:52,R=610;
function curves(box,s){
 const all=s.arms.flatMap(a=>a.to).filter(v=>v!=null);if(!all.length){tag('p',box,'No run met the target.');return}
 const H=330,top=10,low=H-46,lo=Math.max(1,Math.min(...all)*.8),hi=Math.max(...all,lo*1.5),log=hi/lo>6;
 const X=v=>log?L+(R-L)*Math.log(v/lo)/Math.log(hi/lo):L+(R-L)*(v-lo)/(hi-lo),Y=v=>low-(low-top)*v;
 const svg=el('svg',{viewBox:`0 0 ${W} ${H}`,role:'img','aria-label':'share of runs solved over steps'},box);
 for(let k=0;k<=4;k++){el('line',{x1:L,x2:R,y1:Y(k/4),y2:Y(k/4),class:'grid'},svg);el('text',{x:L-7,y:Y(k/4)+(k===4?9:4),'text-anchor':'end'},svg,25*k+'%')}
 let seen=-99;for(const v of ticks(lo,hi,log))if(X(v)-seen>(narrow?80:48)){el('line',{x1:X(v),x2:X(v),y1:low,y2:low+4,class:'grid'},svg);el('text',{x:X(v),y:low+21,'text-anchor':'middle'},svg,short(v));seen=X(v)}
 const order=[...s.arms].sort((a,b)=>b.solved/b.n-a.solved/a.n),key=tag('div',box,null,'key');
 for(const a of order){const to=a.to.filter(v=>v!=null).sort((p,q)=>p-q);let d=`M${L} ${Y(0)}`;to.forEach((v,i)=>d+=`H${X(v).toFixed(1)}V${Y((i+1)/a.n).toFixed(1)}`);d+=`H${R}`;
  const p=el('path',{d,class:'curve',stroke:hue[a.arm]},svg);el('title',{},p,`${a.arm}: ${a.solved} of ${a.n}`);
  const k=tag('span',key);tag('i',k).style.background=hue[a.arm];tag('b',k,a.arm).style.fontWeight=400;k.title=D.arms[a.arm];
  const on=()=>{svg.classList.add('dim');p.classList.add('lit')},off=()=>{svg.classList.remove('dim');p.classList.remove('lit')};
  for(const e of [k,p]){e.addEventListener('pointerenter',on);e.addEventListener('pointerleave',off)}}
}
function spread(box,s){
 const all=s.arms.flatMap(a=>a.tests).filter(v=>v!=null),pos=all.filter(v=>v>0);if(!all.length)return;
 let hi=Math.max(...all),lo=pos.length?Math.min(...pos):0,log=pos.length>0&&hi/lo>30;if(log)lo=Math.max(lo,hi*1e-9);else lo=Math.min(...all);
 const zero=log&&all.some(v=>v<lo),row=26,top=6,H=top+row*s.arms.length+44,left=narrow?236:150,low=H-40,from=left+(zero?24:0);if(hi===lo)hi=lo+(Math.abs(lo)||1)*.1;
 const X=v=>log?(v<lo?left:from+(R-from)*Math.log(v/lo)/Math.log(hi/lo)):left+(R-left)*(v-lo)/(hi-lo);
 const svg=el('svg',{viewBox:`0 0 ${W} ${H}`,role:'img','aria-label':'test error of every seed'},box);
 let seen=-99;if(zero){el('text',{x:left,y:low+22,'text-anchor':'middle'},svg,'0');seen=left}
 for(const v of ticks(lo,hi,log))if(X(v)-seen>(narrow?90:52)){el('line',{x1:X(v),x2:X(v),y1:top,y2:low,class:'grid'},svg);el('text',{x:X(v),y:low+22,'text-anchor':X(v)>R-16?'end':'middle'},svg,fmt(v,2));seen=X(v)}
 s.arms.forEach((a,i)=>{const y=top+row*(i+.5);el('text',{x:left-12,y:y+4,'text-anchor':'end'},svg,a.arm);
  const v=a.tests.filter(t=>t!=null).sort((p,q)=>p-q),q=f=>v[Math.min(v.length-1,Math.floor(f*v.length))];
  v.forEach((t,k)=>{const c=el('circle',{cx:X(t),cy:y+((k*7)%11-5)*.9,r:2.6,fill:hue[a.arm],'fill-opacity':.45},svg);el('title',{},c,`${a.arm}: ${fmt(t)}`)});
  el('line',{x1:X(q(.25)),x2:X(q(.75)),y1:y,y2:y,stroke:'var(--ink)','stroke-width':1.4},svg);el('line',{x1:X(q(.5)),x2:X(q(.5)),y1:y-8,y2:y+8,stroke:'var(--ink)','stroke-width':2.4},svg)})
}
function lineage(box,s){
 const N=s.lineage;if(!N||!N.generations.length)return;const G=N.generations,P=G[0].losses.length;
 tag('h3',box,`Lineage of one run: ${N.arm}, seed ${N.seed}`);
 tag('p',box,'A row a slot, a column a generation. Thin: trains; dotted: rests; a dot: reborn. The thick line is that of the network that led at the end, through its first parents.');
 const row=Math.max(9,Math.min(18,260/P)),w=1100,l=44,r=1090,H=12+row*P+34,X=g=>l+(r-l)*g/G.length,Y=k=>10+row*(k+.5);
 const scroll=tag('div',box,null,'scroll'),svg=el('svg',{viewBox:`0 0 ${w} ${H}`,role:'img','aria-label':'lineage',style:'min-width:38rem'},scroll);
 const every=Math.max(1,Math.ceil(P/8));for(let k=0;k<P;k+=every)el('text',{x:l-8,y:Y(k)+4,'text-anchor':'end'},svg,k);
 const gap=Math.max(1,Math.ceil(G.length/10));for(let g=0;g<=G.length;g+=gap)el('text',{x:X(g),y:H-10,'text-anchor':'middle'},svg,g);
 for(let k=0;k<P;k++){let g=0;while(g<G.length){const rests=G[g].resting.includes(k);let h=g;while(h<G.length&&G[h].resting.includes(k)===rests)h++;
  el('line',{x1:X(g),x2:X(h),y1:Y(k),y2:Y(k),stroke:'var(--soft)','stroke-width':rests?.8:1.6,opacity:rests?.5:.75,...(rests?{'stroke-dasharray':'1 4'}:{})},svg);g=h}}
 G.forEach((e,g)=>e.births.forEach(([slot,a,b,kind])=>{if(b>=0)el('line',{x1:X(g+1),x2:X(g+1)-3,y1:Y(slot),y2:Y(b),stroke:'var(--good)','stroke-width':.7,opacity:.35},svg);
  const c=el('circle',{cx:X(g+1),cy:Y(slot),r:2.6,fill:'var(--good)'},svg);el('title',{},c,`generation ${g+1}: slot ${slot} ${kind}${a>=0?' from '+[a,b].filter(v=>v>=0).join(' and '):''}`)}));
 let d='',end=G.length,slot=N.line.length?N.line[0].slot:0;for(const a of N.line){d+=`M${X(end)} ${Y(a.slot)}H${X(a.generation)}`;if(a.parents.length){d+=`L${X(a.generation)-2} ${Y(a.parents[0])}`}end=a.generation}
 el('path',{d,fill:'none',stroke:'var(--mark)','stroke-width':3,'stroke-linejoin':'round'},svg);
}
D.settings.forEach((s,i)=>{const a=tag('a',nav,title(s));a.href='#s'+i;const box=tag('section',main);box.id='s'+i;const p=D.problems[s.problem];tag('h2',box,title(s));
 tag('p',box,`${p.what}. ${s.axis==='total'?`Every arm: ${(s.steps*s.population).toLocaleString('en')} gradient steps.`:`No network takes more than ${s.steps.toLocaleString('en')} steps; slots at rest give theirs to the active as mini-batches.`} ${p.target?`Solved: ${p.target}. `:''}Test error: ${p.metric}.`);
 const goal=!!p.target;table(box,s,goal);const two=tag('div',box,null,goal?'two':'alone'),one=goal?tag('div',two):null,other=tag('div',two);
 if(goal){tag('h3',one,`Share solved over ${s.axis==='total'?'gradient steps of all networks':'steps of a worker'}`);curves(one,s)}
 tag('h3',other,'Test error, a dot a seed; median and quartiles');spread(other,s);lineage(box,s)});
if(D.settings.length<2)nav.remove();
const arms=tag('section',main);tag('h2',arms,'The arms');const t=tag('table',tag('div',arms,null,'scroll'));for(const n of names){const r=t.insertRow();r.insertCell().textContent=n;const c=r.insertCell();c.textContent=D.arms[n];c.style.textAlign='left';c.style.whiteSpace='normal'}
})();
</script></body></html>
)page";

}  // namespace effect
