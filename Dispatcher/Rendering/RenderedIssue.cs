using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>An issue as one reader gets it.</summary>
internal sealed record RenderedIssue(string Html, string Text);
