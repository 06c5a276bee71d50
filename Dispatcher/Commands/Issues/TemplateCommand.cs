using System.CommandLine;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>template list</c> and <c>template copy NAME</c>: the shipped templates, which are inside the program, and the
/// newsletter's own ones beside them.
/// </summary>
internal static class TemplateCommand
{
    private static readonly string[] Suffixes = [TemplateSet.HtmlSuffix, TemplateSet.TextSuffix];

    public static Command Build(CommandContext context)
    {
        var name = new Argument<string>("name")
        {
            Description = "A name such as issue, welcome or partials/footer; template list shows all.",
        };
        var list = new Command("list", "Show the templates, and which are the newsletter's own.");
        list.SetAction(
            (parsed, _) => context.RunAsync(() => Task.FromResult(List(context, parsed.GetValue(CommonOptions.Json))))
        );
        var copy = new Command("copy", "Copy a shipped template into templates/, to be changed there.") { name };
        copy.SetAction(
            (parsed, _) => context.RunAsync(() => Task.FromResult(Copy(context, parsed.GetRequiredValue(name))))
        );
        return new Command("template", "How letters look: the shipped templates and your own.") { list, copy };
    }

    private static int List(CommandContext context, bool json)
    {
        var (templates, problems) = TemplateSet.Load(context.Folder.Templates);
        foreach (var name in templates.Sources.Keys.Order(StringComparer.Ordinal))
        {
            var isShipped = ShippedTemplates.Sources.ContainsKey(name);
            var origin =
                !templates.Own.Contains(name) ? "shipped"
                : isShipped ? "own, in place of the shipped one"
                : "own";
            if (json)
            {
                context.Terminal.Json(new { name, origin = origin.Split(',')[0] });
            }
            else
            {
                context.Terminal.Line($"{name, -34}{origin}");
            }
        }

        foreach (var problem in problems)
        {
            context.Terminal.Error(problem.ToString());
        }

        return problems.Count == 0 ? CommandContext.Done : CommandContext.Failed;
    }

    private static int Copy(CommandContext context, string name)
    {
        var files = Suffixes.Select(suffix => name + suffix).Where(ShippedTemplates.Sources.ContainsKey).ToList();
        if (files.Count == 0)
        {
            var known = ShippedTemplates
                .Sources.Keys.Select(file => file[..file.LastIndexOf('.')])
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList();
            var meant = DidYouMean.Closest(name, known) is { } near
                ? $"did you mean {near}?"
                : $"there are: {string.Join(", ", known)}.";
            context.Terminal.Error($"There is no shipped template {IssueKeys.Quoted(name)}; {meant}");
            return CommandContext.Failed;
        }

        var paths = files.ConvertAll(file => Path.Combine(context.Folder.Templates, file));
        if (paths.Find(Path.Exists) is { } taken)
        {
            context.Terminal.Error(
                $"{Path.GetRelativePath(context.Root, taken)} is there already; change it, or move it away first."
            );
            return CommandContext.Failed;
        }

        foreach (var (file, path) in files.Zip(paths))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, ShippedTemplates.Sources[file]);
            context.Terminal.Line(Path.GetRelativePath(context.Root, path));
        }

        return CommandContext.Done;
    }
}
