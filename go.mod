module mock-openai

go 1.26.0
