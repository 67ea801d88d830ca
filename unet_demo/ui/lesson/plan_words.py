"""Sentences about a plan: what each operation does, what each node receives. The drawing writes numbers only."""

from __future__ import annotations

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, Shape, Step, key_of
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.viz.kit.marks import clash


def long(shape: Shape | None) -> str:
    """ "16×256×256"; a dash where nothing can be computed."""
    return "×".join(map(str, shape)) if shape else "–"


def step_text(plan: Plan, step: Step) -> str:
    """One sentence about an operation, with its shapes."""
    met = plan.met(step)
    if step.shape is None:
        if step not in plan.failures:
            return T("unet.step.never")
        id = f"unet.step.fails_{step.op}" if step.op in ("fit", "unfit") else "unet.step.fails"
        return T(id, met=" + ".join(map(long, met)))
    node = str(step.node) if step.node else ""
    into, out = " + ".join(map(long, met)), long(step.shape)
    if step.op == "fit":
        return T(f"unet.step.fit_{plan.design.fit}", into=into, out=out)
    if step.op == "up":
        return T(
            "unet.step.up_transposed" if plan.design.up == "transposed" else "unet.step.up_conv",
            node=node,
            into=into,
            out=out,
        )
    if step.op == "crop":
        return T("unet.step.crop", node=node, into=into, out=out, top=step.cut[0], left=step.cut[1])
    if step.op == "squash":
        return T(
            "unet.step.squash_one" if step.shape[0] == 1 else "unet.step.squash_many", head=f"L{plan.depth}", out=out
        )
    values = {"node": node, "head": f"L{plan.depth}", "into": into, "out": out}
    wanted = {"image": ("out",), "head": ("head", "into", "out"), "unfit": ("into", "out")}
    return T(f"unet.step.{step.op}", **{name: values[name] for name in wanted.get(step.op, ("node", "into", "out"))})


def entry_of(plan: Plan, node: Node) -> Step:
    """The step whose output a node's first convolution takes."""
    return plan.by_id[plan.by_id[f"{key_of(node)}.conv1"].sources[0]]


def sources_of(plan: Plan, node: Node) -> list[tuple[str, Step]]:
    """(what it is, step) of everything that is joined before a node's first convolution, in order."""
    entry = entry_of(plan, node)
    joined = [plan.by_id[id] for id in entry.sources] if entry.op in ("cat", "add") else [entry]
    return [(_role(plan, step), step) for step in joined]


def source_name(plan: Plan, role: str, step: Step) -> str:
    """A source in words: the picture, a node, a node pooled or upsampled."""
    if role == "picture":
        return T("word.the_picture")
    origin = plan.by_id[step.sources[0]] if role in ("pooled", "upsampled") or step.op == "crop" else step
    while origin.op in ("resize", "crop"):
        origin = plan.by_id[origin.sources[0]]
    return str(origin.node) if role == "skip" else T(f"unet.table.{role}", node=str(origin.node))


def node_name(plan: Plan, node: Node) -> str:
    """What a screen reader says of a node."""
    names = punctuated(", ".join(source_name(plan, role, step) for role, step in sources_of(plan, node)))
    entry, output = entry_of(plan, node).shape, plan.output(node).shape
    return T("unet.node.name", node=str(node), sources=names, entry=entry[0] if entry else "–", shape=long(output))


def table_of(plan: Plan) -> list[list[str]]:
    """The net as a table, head first: node, what it receives, channels in, shape out, parameters, MACs."""
    head = list(words_of("unet.table.", ("node", "receives", "entry", "gives", "params", "macs")).values())
    rows = [head]
    for node in plan.design.architecture.nodes:
        steps = plan.of(node)
        if not steps:
            continue
        names = punctuated(", ".join(source_name(plan, role, step) for role, step in sources_of(plan, node)))
        entry = entry_of(plan, node).shape
        counts = (f"{sum(step.params for step in steps):,}", f"{sum(step.macs for step in steps):,}")
        rows.append(
            [
                str(node),
                names,
                str(entry[0]) if entry else "–",
                long(plan.output(node).shape),
                *(counts if plan.output(node).shape else ("–", "–")),
            ]
        )
    return rows


def clash_text(plan: Plan, step: Step) -> str:
    """The sides that differ: "97≠96"."""
    return clash(plan.met(step))


def _role(plan: Plan, step: Step) -> str:
    if step.op in ("image", "fit"):
        return "picture"
    if step.op == "pool":
        return "pooled"
    return "upsampled" if step.op == "up" else "skip"
