namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>
/// Makes templates and readers from numbers: each number is a choice, 0 is always the simplest one, and after the last
/// number all choices are 0. So fewer and smaller numbers give simpler templates, and a failing case can be reduced.
/// </summary>
internal sealed class TemplateMaker(IReadOnlyList<int> choices)
{
    private static readonly string[] Texts =
    [
        "a",
        "",
        " ",
        "\n",
        "Hi, ",
        "\t",
        "é → 東京 👩‍👩‍👧",
        "<b title=\"x\">&amp;'",
        "\n.\n..\n",
        "=3D =\n",
        "trailing  \n",
        "\n    ",
        "\n  \n",
        new string('x', 80),
        new string('ü', 40),
        "From me\n",
        "   ",
        "\f",
        "\u2028",
    ];

    private static readonly string[] FixedValues =
    [
        "newsletter.name",
        "\"lit <&>\"",
        "1 + 2",
        "issue.title",
        "issue.subject",
        "issue.preheader",
        "issue.preheader | string.size",
        "links.web",
        "issue.tags",
        "null",
        "newsletter.postal_lines | array.size",
        "issue.title | string.upcase",
        "\"a\\nb\"",
        "\"\"",
        "say \"Mail.ViewInBrowser\"",
        "say \"Mail.OwnTrial\" 3",
        "(say \"Mail.By\" issue.title)",
    ];

    private static readonly string[] ReaderValues =
    [
        "subscriber.first_name",
        "subscriber.email",
        "subscriber.first_name | default \"there <3\"",
        "links.unsubscribe",
        "links.manage",
        "subscriber.tags",
        "subscriber.term",
        "subscriber.term_ends_on",
        "links.pay",
        "subscriber.tags | array.size",
        "subscriber.first_name | string.upcase",
        "$\"hi {subscriber.email}\"",
        "subscriber.time_zone ?? \"z\"",
        "subscriber.last_name",
        "subscriber[\"email\"]",
        "links",
        "(subscriber.first_name)",
        "subscriber.status == \"active\"",
        "subscriber.first_name | string.slice 0 1",
        "subscriber.tags | array.each @(do; ret $0 + \"!\"; end)",
        "say \"Mail.SignedUpWith\" newsletter.name subscriber.email",
        "say \"Mail.By\" subscriber.first_name",
        "say \"Mail.By\" (subscriber.first_name | default \"<x>\")",
        "(say \"Mail.SignedUpWith\" \"lit <&>\" subscriber.last_name)",
        "say \"Mail.By\" subscriber.tags",
    ];

    private static readonly string[] Names = ["a", "b", "c", "d"];

    private int _at;

    /// <summary>A page, with the names of partials that it may include.</summary>
    public string Page(params string[] partials) =>
        $"{{{{ a = 1; b = \"two\"; c = null; d = newsletter.name; i = 0; j = 0; l = [1]; func f(x); x; end; func "
        + $"g(x); x; end -}}}}\n{Block(3, partials, inLoop: false)}\n"
        + $"{{{{ {(Choose(12) == 11 ? "issue.body | string.size" : "issue.body")} }}}}\n"
        + $"{Block(2, partials, inLoop: false)}";

    public string Partial(params string[] partials) => Block(2, partials, inLoop: false);

    /// <summary>Markdown with code.</summary>
    public string Body() =>
        Choose(6) switch
        {
            0 => "Hello.",
            1 => "Hello {{ subscriber.first_name | default \"there\" }},\n\n- {{ issue.title }}\n"
                + "- {{ newsletter.name }}\n",
            2 => "{{ if subscriber.first_name }}\n\nDear **{{ subscriber.first_name }}**,\n\n{{ else }}\n\n"
                + "Dear reader,\n\n{{ end }}\n\nBye.",
            3 => $"One {{{{ {Value()} }}}} two.",
            4 => "{{ x = subscriber.first_name }}\n\nHello {{ x }} {{ for t in subscriber.tags }}{{ t }}, {{ end }}",
            _ => "| a | b |\n|---|---|\n| {{ newsletter.name }} | {{ subscriber.email }} |\n\n"
                + "    code {{ issue.title }}\n",
        };

    /// <summary>A line of the front matter, with placeholders or without.</summary>
    public string Line() =>
        Choose(7) switch
        {
            0 => "What happened",
            1 => "Hi {{ subscriber.first_name | default \"you\" }}, é",
            2 => $"{{{{ {Value()} }}}}",
            3 => $"To {{{{ {OneOf(ReaderValues)} }}}} at {{{{ {OneOf(FixedValues)} }}}}.",
            4 => "{{ if subscriber.term == \"trial\" }}Trial{{ else }}{{ subscriber.last_name }}{{ end }}",
            5 => "{{ x = subscriber.email }}{{ for t in subscriber.tags }}{{ t }} {{ end }}{{ x | string.upcase }}",
            _ => "{{ subscriber.first_name }}",
        };

    public string? Name() =>
        Choose(9) switch
        {
            0 => "Ana",
            1 => null,
            2 => "",
            3 => "<script>alert(1)</script>",
            4 => "Zoë 東京 👩‍👩‍👧",
            5 => "a\nb",
            6 => "{{ 7 * 7 }} & \"co\" ",
            7 => "x\r",
            _ => ".dot \ud83d",
        };

    public int Choose(int options) => _at < choices.Count ? choices[_at++] % options : 0;

    private string Block(int depth, string[] partials, bool inLoop) =>
        string.Concat(Enumerable.Range(0, Choose(depth + 3)).Select(_ => Part(depth, partials, inLoop)));

    private string Part(int depth, string[] partials, bool inLoop)
    {
        switch (Choose(depth > 0 ? 22 : 5))
        {
            case 0 or 1:
                return OneOf(Texts);
            case 2 or 3:
                return Code(Value());
            case 4:
                return Code($"{OneOf(Names)} = {Value()}");
            case 5 or 6:
                return Code($"if {Condition()}")
                    + Block(depth - 1, partials, inLoop)
                    + (
                        Choose(3) switch
                        {
                            0 => "",
                            1 => Code("else") + Block(depth - 1, partials, inLoop),
                            _ => Code($"else if {Condition()}")
                                + Block(depth - 1, partials, inLoop)
                                + Code("else")
                                + Block(depth - 1, partials, inLoop),
                        }
                    )
                    + Code("end");
            case 7 or 8:
                return Code($"for {OneOf(["i", "j", .. Names])} in {List()}")
                    + Block(depth - 1, partials, inLoop: true)
                    + OneOf("", "{{ for.index }}", "{{ i ?? 0 }}")
                    + Code("end");
            case 9:
                return Code($"case {Value()}")
                    + Code("when 1, \"two\"")
                    + Block(depth - 1, partials, inLoop)
                    + Code("else")
                    + Block(depth - 1, partials, inLoop)
                    + Code("end");
            case 10:
                return Code($"capture {OneOf(Names)}") + Block(depth - 1, partials, inLoop) + Code("end");
            case 11:
                return Code($"func {OneOf("f", "g")}(x)")
                    + Block(depth - 1, partials, inLoop: false)
                    + "{{ x }}"
                    + Code("end")
                    + Code($"{OneOf("f", "g")} {OneOf(Names)}");
            case 12 when partials.Length > 0:
                return Code($"include \"{OneOf(partials)}\"");
            case 13 when partials.Length > 0:
                return Code(
                    OneOf(
                        $"include \"{partials[0]}\" 5",
                        $"include \"{partials[0]}\" {OneOf(ReaderValues)} "
                            + $"{OneOf("\"<x>\"", "newsletter.name", "links.pay")}",
                        $"{OneOf(Names)} = include \"{partials[0]}\"",
                        $"include \"{partials[0]}\" | string.upcase",
                        $"\"{partials[0]}\" | include",
                        $"include \"{partials[0]}\" a: {OneOf(Names)}"
                    )
                );
            case 14:
                return Code(
                    $"{OneOf(Names)} = {Value()}; {OneOf(Names)}; {OneOf(Names)} = {OneOf(Names)} ?? {OneOf(Names)}"
                );
            case 15:
                return Code("n = 0")
                    + Code("while n < 3")
                    + Code("n = n + 1")
                    + Block(depth - 1, partials, inLoop: true)
                    + Code("end");
            case 16:
                return OneOf(
                        Code("with newsletter") + "{{ name }}",
                        Code("with subscriber") + "{{ email }}{{ a }}",
                        Code("with issue") + "{{ title }}"
                    ) + Code("end");
            case 17:
                return Code(
                    OneOf(
                        "$x = 1; $x",
                        "$1",
                        "$2",
                        $"$x = {Value()}",
                        "o = {x: a}; o.x",
                        $"o = {{x: {Value()}}}",
                        "l = [1]; k = l; k[0] = subscriber.email",
                        "l",
                        "$x = subscriber.email; $x"
                    )
                );
            case 18:
                return OneOf(
                    Code("a++"),
                    Code("tablerow t in 1..2 cols:1") + "{{ t }}" + Code("end"),
                    Code("func h")
                        + "{{ $$ }}|"
                        + Code("end")
                        + Code("wrap h")
                        + Block(depth - 1, partials, inLoop: false)
                        + Code("end"),
                    Code("a = a ?? 1"),
                    Choose(3) == 2
                        ? OneOf(Code("this.a"), Code("import newsletter"), Code("readonly b"), Code("subscriber.nme"))
                        : "c"
                );
            case 19:
                return inLoop ? Code(OneOf("break", "continue"))
                    : Choose(4) == 3 ? Code("ret")
                    : "b";
            case 20:
                return "\n   " + Code(Value()) + "\n";
            default:
                return OneOf(Texts) + Code(Value()) + OneOf(Texts);
        }
    }

    private string Value() =>
        Choose(3) switch
        {
            0 => OneOf(FixedValues),
            1 => OneOf(ReaderValues),
            _ => OneOf(Names),
        };

    private string Condition() =>
        OneOf(
            "true",
            "false",
            "subscriber.first_name",
            "a == 1",
            "newsletter.trial_days > 0",
            "c",
            "subscriber.tags.size > 0",
            "issue.preheader",
            "subscriber.term == \"trial\"",
            "subscriber.status != \"active\" && links.pay",
            "subscriber.first_name == \"Ana\" && subscriber.term",
            "b == subscriber.email"
        );

    private string List() => OneOf("1..3", "newsletter.postal_lines", "subscriber.tags", "issue.tags", "[]", "[a, b]");

    private string Code(string code) => OneOf("{{ ", "{{~ ", "{{- ") + code + OneOf(" }}", " ~}}", " -}}");

    private string OneOf(params ReadOnlySpan<string> options) => options[Choose(options.Length)];
}
