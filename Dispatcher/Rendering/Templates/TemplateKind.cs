namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>Which part of a message a template makes.</summary>
internal enum TemplateKind
{
    /// <summary>Every expression is HTML-escaped unless it is rendered Markdown.</summary>
    Html,

    /// <summary>Nothing is escaped.</summary>
    Text,
}
