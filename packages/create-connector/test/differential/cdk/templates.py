"""What templates read: the paths below a name such as `response` or `record`."""
from typing import Any, Iterator, Optional

import jinja2
from jinja2 import nodes

Path = tuple[Any, ...]

TEXT_METHODS = {"split", "replace", "startswith", "endswith", "strip", "lower", "upper", "title", "rstrip", "lstrip"}
OBJECT_METHODS = {"get", "items", "keys", "values", "update", "pop"}
METHODS = TEXT_METHODS | OBJECT_METHODS | {"append"}
FIELDS = (nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Filter)
ATTRIBUTE_FILTERS = ("map", "selectattr", "rejectattr")


def paths_in(text: str, roots: tuple[str, ...] = ("response", "headers")) -> list[Path]:
    """The paths below some names that an expression reads, the longest of each."""
    found = {path for node in _nodes(text) if (path := _path(node)) and path[0] in roots and len(path) > 1}
    longest = [path for path in found if not any(other != path and other[: len(path)] == path for other in found)]
    return sorted(longest, key=lambda path: (len(path), tuple(map(str, path))))


def texts_in(text: str, root: str) -> list[Path]:
    """The paths below a name whose values must be texts, because a method of texts is called."""
    calls = (node for node in _nodes(text) if isinstance(node, nodes.Getattr) and node.attr in TEXT_METHODS)
    return [path for call in calls if (path := _path(call.node)) and path[0] == root and len(path) > 1]


def lists_in(text: str, root: str) -> list[tuple[Path, str]]:
    """The paths below a name whose values must be lists of objects, each with the attribute that a filter reads of them."""
    filters = (node for node in _nodes(text) if isinstance(node, nodes.Filter) and node.name in ATTRIBUTE_FILTERS and node.node is not None)
    values = ((each.node, value) for each in filters for value in [*each.args, *(word.value for word in each.kwargs)])
    found = ((_path(node), value.value) for node, value in values if isinstance(value, nodes.Const))
    return [(path, str(name)) for path, name in found if path and path[0] == root and len(path) > 1]


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings_in(inner)


def _nodes(text: str) -> Iterator[nodes.Node]:
    text = text if "{" in text else "{{ " + text + " }}" if text else ""
    try:
        tree = jinja2.Environment(extensions=["jinja2.ext.do"]).parse(text)
    except jinja2.TemplateSyntaxError:
        return iter(())
    return tree.find_all(FIELDS)


def _path(node: nodes.Node) -> Optional[Path]:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr) and node.attr not in METHODS:
        return _below(node.node, node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, (str, int)):
        return _below(node.node, node.arg.value)
    is_get = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr == "get"
    if is_get and node.args and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str):
        return _below(node.node.node, node.args[0].value)
    return None


def _below(node: nodes.Node, name: Any) -> Optional[Path]:
    path = _path(node)
    return None if path is None else (*path, name)
