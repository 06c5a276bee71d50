using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Which pictures of the templates and of the look a letter can show, read from its templates without running them: a
/// picture that no used template names does not travel. Tests: LetterPicturesTests.
/// </summary>
internal static class LetterPictures
{
    /// <summary>The names of the pictures, each once, as <see cref="PictureNames"/> has them.</summary>
    /// <param name="page">The name of the HTML template.</param>
    /// <param name="body">The text that the page shows, which can include partials; null for none.</param>
    public static IReadOnlyList<string> Of(TemplateSet templates, string page, Template? body = null)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, code, _) in TemplateReach.Of(templates, page, TemplateKind.Html, body))
        {
            if (name is not null)
            {
                names.UnionWith(templates.PicturesIn(name).Select(shown => PictureNames.OfTemplate(shown.Path)));
            }

            AddLogos(code, names);
        }

        return [.. names];
    }

    private static void AddLogos(ScriptNode? node, SortedSet<string> names)
    {
        switch (node)
        {
            case ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "look" }, Member.Name: var member }:
                if (member is "logo")
                {
                    names.Add(PictureNames.Logo);
                }
                else if (member is "logo_dark")
                {
                    names.Add(PictureNames.LogoDark);
                }

                return;
            case ScriptVariableGlobal { Name: "look" }:
                // The object as a whole: the code may use any part of it.
                names.UnionWith([PictureNames.Logo, PictureNames.LogoDark]);
                return;
        }

        for (var i = 0; i < (node?.ChildrenCount ?? 0); i++)
        {
            AddLogos(node!.GetChildren(i), names);
        }
    }
}
